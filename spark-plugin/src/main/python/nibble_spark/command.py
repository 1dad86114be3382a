"""The command `nibble`: the command line of the jar, which needs Java 17 and no Spark."""

import os
import shutil
import sys

from nibble_spark.jars import of_scala


def java():
    """The Java of JAVA_HOME, or the first on the path."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which(os.path.join(home, "bin", "java")) if home else shutil.which("java")
    if found is None:
        where = f"JAVA_HOME={home}" if home else "the path"
        sys.exit(f"nibble: there is no java in {where}; install Java 17, or set JAVA_HOME to where it is")
    return found


def main():
    arguments = [java(), "-jar", str(of_scala("2.13")), *sys.argv[1:]]
    os.execv(arguments[0], arguments)


if __name__ == "__main__":
    main()
