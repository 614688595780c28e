"""What is no test here: it runs by itself, and needs atheris."""

collect_ignore = ["with_atheris.py"]
