"""What releases wrote, by version: read by the tests of every later one."""
