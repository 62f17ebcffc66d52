"""Jupyter's server as a program that ends with the command that started it."""

import sys

from jupyter_server.serverapp import main

from autograde.kit.starter import end_with_starter

if __name__ == "__main__":
    # A killed command or a closed terminal would leave the class open to whoever has the address.
    end_with_starter()
    main(sys.argv[1:])
