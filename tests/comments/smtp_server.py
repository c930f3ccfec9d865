"""A mail server on loopback that does what the test says: refuses, or takes the mail. Source: RFC 5321."""

import email
import email.policy
import socketserver
import threading


class MailServer(socketserver.ThreadingTCPServer):
    """answer_to_recipient: its reply to ``RCPT TO``, such as 250 or 451. mails: those taken, parsed."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answer_to_recipient = "250 fine"
        self.mails: list = []

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
        self.say("250 taken")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())
