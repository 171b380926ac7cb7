"""S3 and KMS for tests: moto on a free port of 127.0.0.1, in memory, until standard input ends."""

import json
import sys

from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(json.dumps({"port": server.get_host_and_port()[1]}), flush=True)
sys.stdin.buffer.read()
server.stop()
