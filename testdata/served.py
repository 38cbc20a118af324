"""Runs tests, each against an slmkit serve of its own."""

import re
import subprocess
import sys
import traceback


def served(slmkit, folder, *flags):
    server = subprocess.Popen([slmkit, "serve", "--model", "banking=" + folder, "--precision", "int8", "--listen", "127.0.0.1:0", *flags],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return server, re.search(r"http://[0-9.:]+", server.stdout.readline()).group()


def run(slmkit, folder, tests):
    """Runs tests, [(function of a URL, flags of the server)], and ends with 1 if one fails."""
    failed = 0
    for test, flags in tests:
        server, url = served(slmkit, folder, *flags)
        try:
            test(url)
            print(test.__name__, "ok", flush=True)
        except Exception as e:
            failed += 1
            print(test.__name__, "FAILED:", "".join(traceback.format_exception(e)[-3:]), flush=True)
        finally:
            server.terminate()
            server.wait()
    sys.exit(failed > 0)
