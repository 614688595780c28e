// Starts Pyodide with the wheels of this folder, in a browser and in Node.js alike.
import { loadPyodide } from "./pyodide/pyodide.mjs";

// read(name) gives the text of a file beside this one; place(name) what Pyodide loads it by.
export async function startPython(read, place) {
  const quiet = { messageCallback: () => {} };
  const [python, contents] = await Promise.all([
    loadPyodide(),
    read("contents.json").then(JSON.parse),
  ]);
  await python.loadPackage(contents.wheels.map((name) => place(`wheels/${name}`)), quiet);
  for (const name of ["drawing.py", "answers.py"]) {
    python.FS.writeFile(name, await read(name));
  }
  const answers = python.pyimport("answers");
  const ask = (name, ...words) => {
    const proxy = answers[name](...words);
    const answer = proxy.toJs({ dict_converter: Object.fromEntries });
    proxy.destroy();
    return answer;
  };
  return { ask, contents };
}
