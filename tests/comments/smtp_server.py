"""A mail server on loopback that does what the test says: refuses, or takes the mail. Source: RFC 5321."""

import email
import email.policy
import socketserver
import threading


class MailServer(socketserver.ThreadingTCPServer):
    """answer_to_recipient: its reply to ``RCPT TO``, such as 250 or 451. mails: those taken, parsed.

    breaks_off: how many mails it takes without saying so, and hangs up.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answer_to_recipient = "250 fine"
        self.mails: list = []
        self.breaks_off = 0

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.shutdown()
        self.server_close()


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline():
            command = line.decode().strip().upper()
            if command.startswith("RCPT"):
                self.say(self.server.answer_to_recipient)
            elif command == "DATA":
                self.say("354 go on")
                self.take()
                if self.server.breaks_off:
                    self.server.breaks_off -= 1
                    return None
                self.say("250 taken")
            elif command == "QUIT":
                return self.say("221 goodbye")
            else:
                self.say("250 fine")
        return None

    def take(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())
