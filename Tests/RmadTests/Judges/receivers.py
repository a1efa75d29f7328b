"""Judges the example receivers of docs/webhooks/verify by messages that other people's libraries signed.

    receivers.py REPOSITORY [NAME …]        NAME: python, python-library, node, swift; all of them when left out

The PyPI packages `standardwebhooks` and `svix` sign (svix 1.45 by code of its own), openssl signs what is Ed25519. The
examples for Python and Node run as processes and get the messages over HTTP; the one for Swift is built, once, in
.build/verify-example and run as its command `verify`. It ends with 0 when every receiver said of every message what it
should, otherwise with 1.
"""

import sys
import tempfile
import time
from pathlib import Path

from judged_receivers import NodeReceiver, PythonLibraryReceiver, PythonReceiver, SwiftCommand
from signing import Ed25519Key, Message, new_secret

RECEIVERS = {one.name: one for one in (PythonReceiver, PythonLibraryReceiver, NodeReceiver, SwiftCommand)}
MINUTE = 60


class Verdicts:
    """What was found, and whether it is what was wanted."""

    def __init__(self, receiver):
        self.receiver, self.count, self.wrong = receiver, 0, []

    def expect(self, what, found, wanted):
        self.count += 1
        if found != wanted:
            self.wrong.append(f"{self.receiver.name}: {what}: {found!r} instead of {wanted!r}")

    def of(self, what, keys, messages, *wanted):
        """Sends the messages in one go; `wanted` is the first word of what the receiver says of each."""
        self.receiver.keys(*keys)
        self.expect(what, [line.split()[0].rstrip(":") for line in self.receiver.take(messages)], list(wanted))


def judge_signatures(verdicts):
    old, new, foreign = new_secret(), new_secret(), new_secret()
    now = int(time.time())
    for library in ("standardwebhooks", "svix"):
        def message(**terms):
            return Message(library=library, **terms)

        def one(what, keys, sent, wanted):
            verdicts.of(f"{library}: {what}", keys, [sent], wanted)

        one("a valid message", [new], message().signed(new), "new")
        one("two signatures, the receiver knows the old secret", [old], message().signed(new, old), "new")
        one("two signatures, the receiver knows the new secret", [new], message().signed(new, old), "new")
        one("two signatures, the receiver knows both", [new, old], message().signed(new, old), "new")
        one("one signature, the receiver knows a newer secret too", [new, old], message().signed(old), "new")
        one("another's secret", [new], message().signed(foreign), "refused")
        one("two signatures of others", [new], message().signed(foreign, old), "refused")
        one("4 minutes old", [new], message(at=now - 4 * MINUTE).signed(new), "new")
        one("4 minutes ahead", [new], message(at=now + 4 * MINUTE).signed(new), "new")
        one("6 minutes old", [new], message(at=now - 6 * MINUTE).signed(new), "refused")
        one("6 minutes ahead", [new], message(at=now + 6 * MINUTE).signed(new), "refused")
        good = message().signed(new)
        one("a changed body", [new], good.with_body(lambda body: body.replace(b"approved", b"declined")), "refused")
        one("a blank behind the body", [new], good.with_body(lambda body: body + b" "), "refused")
        one("another id", [new], good.with_header("webhook-id", "msg_other"), "refused")
        one("another time", [new], good.with_header("webhook-timestamp", str(now - 1)), "refused")
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
            one(f"no {name}", [new], good.with_header(name, None), "refused")
        for text in ("abc", "1e9", "-5", "99999999999999999999", "0", "nan"):
            one(f"the time {text}", [new], good.with_header("webhook-timestamp", text), "refused")
        one("the same, unchanged", [new], good, "new")

    genuine = Message().signed(new)
    code = genuine.headers["webhook-signature"].removeprefix("v1,")
    other = ("A" if code[0] != "A" else "B") + code[1:]
    for text in ("v1", "v1,", "v1,%%%", code, f"v2,{code}", f"v1a,{code}", f"v1,{code[:-4]}", f"v1,{other}", "ä"):
        verdicts.of(f"the signature {text}", [new], [genuine.with_header("webhook-signature", text)], "refused")
    names = Message(customer="Gräfin Łucja 🏳").signed(new)
    verdicts.of("a body with letters of many scripts", [new], [names], "new")


def judge_public_keys(verdicts, scratch):
    secret, key, foreign = new_secret(), Ed25519Key(scratch / "key.pem"), Ed25519Key(scratch / "foreign.pem")
    beside = Message().signed(secret, keys=[key])
    verdicts.of("v1a beside v1", [secret], [beside], "new")
    verdicts.of("v1a alone, and a secret", [secret], [Message().signed(keys=[key])], "refused")
    if not verdicts.receiver.knows_public_keys:
        return
    verdicts.of("v1a, and its public key", [key.public], [Message().signed(secret, keys=[key])], "new")
    verdicts.of("two v1a, and one of the keys", [key.public], [Message().signed(secret, keys=[foreign, key])], "new")
    verdicts.of("v1a, and another's public key", [foreign.public], [Message().signed(secret, keys=[key])], "refused")
    changed = Message().signed(secret, keys=[key]).with_body(lambda body: body + b" ")
    verdicts.of("v1a, and a changed body", [key.public], [changed], "refused")
    alone = Message().signed(keys=[key])
    renamed = alone.with_header("webhook-signature", alone.headers["webhook-signature"].replace("v1a,", "v1,"))
    verdicts.of("v1a that calls itself v1, and a public key", [key.public], [renamed], "refused")
    without = Message().signed(secret)
    verdicts.of("v1 alone, and a public key", [key.public], [without], "refused")


def judge_repetition_and_order(verdicts):
    secret, now = new_secret(), int(time.time())
    first = Message(at=now - 5)
    again = first.again(at=now).signed(secret)
    verdicts.of("an event, its next attempt, and that replayed", [secret], [first.signed(secret), again, again],
                "new", "known", "known")
    forged = first.again(at=now).signed(new_secret())
    verdicts.of("a forgery does not use up the id", [secret], [forged], "refused")
    other = Message()
    verdicts.of("a forgery, and then the event", [secret],
                [other.signed(new_secret()), other.signed(secret)], "refused", "new")
    rma, another = Message().rma, Message().rma
    story = [(rma, 1), (rma, 2), (another, 1), (rma, 4), (rma, 3), (another, 2), (rma, 5), (rma, 5)]
    # The last one stands for an event that comes under another id, as by a second endpoint.
    verdicts.of("events of two returns, one of them late, one known by another id", [secret],
                [Message(rma=one, sequence=number).signed(secret) for one, number in story],
                "new", "new", "new", "new", "older", "new", "new", "older")
    # Their sequence, if they have one, is that of no return.
    about_endpoints = [Message(type="endpoint.test", data={"endpoint": "shop"})] + [
        Message(type="endpoint.failing", data={"endpoint": "shop", "sequence": sequence}) for sequence in (4711, 4710)]
    verdicts.of("events that are about no return", [secret],
                [message.signed(secret) for message in about_endpoints], "new", "new", "new")
    return secret, rma


def judge_processes(verdicts, secret, rma):
    """What only a receiver that lives on can show: several connections, kill -9, what it keeps."""
    receiver = verdicts.receiver
    receiver.keys(secret)
    verdicts.expect("the state of a return after a late event", receiver.state(rma), "state-5")
    message = Message(rma=rma, sequence=6)
    answers = receiver.take_at_once([message.signed(secret)] * 8)
    verdicts.expect("8 attempts at once", sorted(answers), ["known"] * 7 + ["new"])
    receiver.kill()
    receiver.tear()
    receiver.start()
    late = Message(rma=rma, sequence=5)
    verdicts.of("after kill -9: a repetition, a late event, a new one", [secret],
                [message.signed(secret), late.signed(secret), Message(rma=rma, sequence=7).signed(secret)],
                "known", "older", "new")
    verdicts.expect("the state of a return after kill -9", receiver.state(rma), "state-7")
    # It must be said before all of it has come: the rest is never sent.
    verdicts.expect("a body of 1 MB", receiver.answer_to_large_body(secret), 413)
    verdicts.of("a message after the large one", [secret], [Message().signed(secret)], "new")
    receiver.keys()
    verdicts.of("a message while the key file is empty", [], [Message().signed(secret)], "refused")
    verdicts.expect("lines that are kept", receiver.kept_count(), receiver.new_or_older)


def judge_command(verdicts, scratch):
    """What only the command has: standard input, and its exit codes."""
    command, secret = verdicts.receiver, new_secret()
    command.keys(secret)
    sent = Message().signed(secret)
    for body, status in ((sent.body, 0), (sent.body + b" ", 1)):
        verdicts.expect("a body by standard input", command.run(sent, "-", body).returncode, status)
    verdicts.expect("a file that is not there", command.run(sent, str(scratch / "nowhere"), b"").returncode, 64)
    for key in ("", "whsec_", "whsec_*", "whsec_dG9vIHNob3J0", secret.removeprefix("whsec_"), "whpk_dG9vIHNob3J0"):
        command.keys(key)
        verdicts.expect(f"{key!r} for a key", command.run(sent, "-", sent.body).returncode, 64)


def judge(receiver_type, repository, scratch):
    receiver = receiver_type(repository, scratch)
    verdicts = Verdicts(receiver)
    try:
        receiver.start()
        judge_signatures(verdicts)
        judge_public_keys(verdicts, scratch)
        secret, rma = judge_repetition_and_order(verdicts)
        if receiver.is_command:
            judge_command(verdicts, scratch)
        else:
            judge_processes(verdicts, secret, rma)
    finally:
        receiver.kill()
    return verdicts


def main():
    repository = Path(sys.argv[1]).resolve()
    names = sys.argv[2:] or list(RECEIVERS)
    wrong = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix="receivers-") as folder:
            verdicts = judge(RECEIVERS[name], repository, Path(folder))
        print(f"{name}: {verdicts.count - len(verdicts.wrong)} of {verdicts.count} as wanted", flush=True)
        wrong += verdicts.wrong
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
