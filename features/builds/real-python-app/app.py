import sys
import lib.greet
print(lib.greet.hello("app"), sys.argv[1:])
