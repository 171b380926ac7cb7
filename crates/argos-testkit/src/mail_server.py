"""An SMTP server for tests. Says on which port it listens, then prints each message that it takes, one JSON a line.

Recipients whose address begins with "refused" are refused for good (550), with "later" for now (451).
Ends when standard input closes, so that it never outlives the test that started it.
"""

import argparse
import asyncio
import email
import email.policy
import json
import logging
import os
import ssl
import sys
import threading
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


def say(line):
    print(json.dumps(line), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 no such user " + address
        if address.startswith("later"):
            return "451 4.3.0 come back later " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: message.get_body(preferencelist=(kind,))
        content = lambda found: found.get_content() if found is not None else ""
        say({
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "headers": [[name, str(value)] for name, value in message.items()],
            "subject": str(message["subject"]),
            "text": content(part("plain")).replace("\r\n", "\n"),
            "html": content(part("html")).replace("\r\n", "\n"),
            "raw": envelope.content.decode("utf-8", "replace"),
            "encrypted": server.transport.get_extra_info("ssl_object") is not None,
            "login": session.auth_data.decode() if session.auth_data else None,
        })
        return "250 OK"


def authenticator(expected):
    def check(server, session, envelope, mechanism, data):
        given = [data.login.decode(), data.password.decode()]
        accepted = given == expected
        return AuthResult(success=accepted, handled=False, auth_data=data.login if accepted else None)
    return check


async def main():
    # Tests provoke failed handshakes and wrong logins; they judge them by what the client saw.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--wrapped", action="store_true", help="encrypted from the first byte instead of STARTTLS")
    parser.add_argument("--login", nargs=2, metavar=("NAME", "PASSWORD"))
    arguments = parser.parse_args()

    context = None
    if arguments.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.certificate, arguments.key)
    upgrade = context if not arguments.wrapped else None
    login = arguments.login

    def connection():
        return SMTP(
            Handler(),
            hostname="mail.test",
            tls_context=upgrade,
            require_starttls=upgrade is not None,
            authenticator=authenticator(login) if login else None,
            auth_required=login is not None,
            auth_require_tls=not arguments.wrapped,
        )

    server = await asyncio.get_running_loop().create_server(
        connection, "127.0.0.1", 0, ssl=context if arguments.wrapped else None
    )
    say({"port": server.sockets[0].getsockname()[1]})
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
    await server.serve_forever()


asyncio.run(main())
