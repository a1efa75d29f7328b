"""`make demo`: rmad at work, from a dropped file to a closed return, on a fresh ./var.

The demo talks to rmad as any user does: it drops files, reads receipts, reasons and labels, types commands, and
receives webhooks, which an independent library verifies. Each fact is checked before it is ticked; the exit code is 0
only when every one of them held.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

sys.dont_write_bytecode = True

from processes import Child, CommandLine, Receiver  # noqa: E402
from screen import Screen  # noqa: E402
from stage import DemoEnds, Outcome, Stage, Waiting, fill_in  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BINARY = ROOT / os.environ.get("RMAD", ".build/debug/rmad")
SAMPLES = ROOT / "Config/demo"
ENDPOINT = "demo-shop"


class Demo:
    def __init__(self, screen: Screen):
        self.screen = screen
        self.children: list[Child] = []
        self.waiting = Waiting(screen.waiting, lambda: [child.must_live() for child in self.children])
        # By the name of the dropped file: its bytes, the first RMA of its receipt, that RMA's first parcel.
        self.dropped: dict[str, bytes] = {}
        self.rma_of: dict[str, str] = {}
        self.parcel_of: dict[str, str] = {}
        # By RMA number: how its receipt says that it stands.
        self.returns: dict[str, dict] = {}

    # The play.

    def play(self) -> None:
        self.set_the_stage()
        self.import_what_is_known()
        self.request_in_three_languages()
        self.correct_one_row()
        self.ask_a_person_or_decline()
        self.reject_a_broken_file()
        self.recognise_a_copy()
        self.hear_of_it()
        self.carry_it_home()
        self.receive_and_settle()
        self.look_it_up()
        self.end()

    def set_the_stage(self) -> None:
        self.screen.step("A fresh folder, a receiver of webhooks, and the daemon")
        self.stage = Stage(ROOT, ROOT / os.environ.get("VAR", "var"))
        self.receiver = self.start(Receiver(self.stage.folder, ENDPOINT))
        port = self.waiting.wait("the receiver", self.receiver.port)
        self.screen.check(
            True, f"a customer's receiver listens on http://127.0.0.1:{port}, process {self.receiver.pid}")
        config = self.stage.configure(port)
        self.rmad = CommandLine(BINARY, config, ROOT)
        log = self.stage.folder / "daemon.log"
        self.daemon = self.start(Child("the daemon", [BINARY, "serve", "--config", config], log))
        self.waiting.wait("the daemon", lambda: self.daemon.said(r"\bready\b"))
        self.screen.check(
            True, f"{self.shown(BINARY)} serve runs on {self.shown(self.stage.folder)}, process {self.daemon.pid}")
        self.screen.say(f"its log: {self.shown(log)}")
        self.port = port

    def import_what_is_known(self) -> None:
        self.screen.step("Where to send webhooks, who the customers are, what was sold")
        self.accepted(self.drop("01-endpoint.json"), "a webhook endpoint")
        self.accepted(self.drop("02-customers.json"), "five customers in one JSON file")
        self.accepted(
            self.drop("03-bestellungen.csv", slowly=True),
            "six orders from a German spreadsheet (semicolons, Windows-1252, 129,90), copied in slowly")

    def request_in_three_languages(self) -> None:
        self.screen.step("Return requests in English, French and Spanish: number, label, instructions")
        for name, what in [
            ("04-return-english.json", "a defective lamp"),
            ("05-retour-français.json", "shoes that are too small, in French"),
            ("06-devolución.json", "headphones with a lithium battery, in Spanish"),
        ]:
            outcome = self.accepted(self.drop(name), what)
            for record in outcome.records:
                self.state_is(record, "approved")
                self.papers(record)
        self.rma = self.rma_of["04-return-english.json"]
        self.parcel = self.parcel_of["04-return-english.json"]

    def correct_one_row(self) -> None:
        self.screen.step("A German table with four rows, of which one is bad")
        name = "07-rücksendungen.csv"
        outcome = self.drop(name)
        self.screen.check(outcome.kind == "partly_accepted", f"{name}: partly accepted", f"it is {outcome.kind}")
        self.screen.say(f"receipt: {self.shown(outcome.path)}")
        taken = [record for record in outcome.records if record.get("rma")]
        self.screen.check(len(taken) == 2, "two returns of three were taken", f"{len(taken)} were")
        for record in taken:
            self.state_is(record, "approved")
        back = outcome.content.get("to_correct")
        if not self.screen.check(bool(back), "the bad row comes back to be corrected", "nothing came back"):
            return
        rejected = self.stage.folder / "rejected"
        self.screen.say(f"{self.shown(rejected / back)}, with the reason in {back}.reason.txt:")
        self.screen.quote((rejected / f"{back}.reason.txt").read_text(encoding="utf-8"))
        # What a person does in the spreadsheet: one cell is corrected, and the small file is dropped again.
        mended = (rejected / back).read_text(encoding="utf-8-sig").replace(";MUG-3;eine;", ";MUG-3;1;")
        self.screen.say("corrected and dropped again:")
        outcome = self.drop_bytes("07-corrected.csv", mended.encode("utf-8-sig"))
        self.accepted(outcome, "the corrected row")
        for record in outcome.records:
            self.state_is(record, "approved")

    def ask_a_person_or_decline(self) -> None:
        self.screen.step("What the policy does not simply approve")
        outcome = self.accepted(self.drop("08-no-order.json"), "goods without an order")
        for record in outcome.records:
            self.state_is(record, "under_review")
        outcome = self.accepted(self.drop("09-zu-spät.json"), "a wish after the return window, from a German customer")
        for record in outcome.records:
            self.state_is(record, "declined")

    def reject_a_broken_file(self) -> None:
        self.screen.step("A broken file")
        name = "10-broken.json"
        outcome = self.drop(name)
        self.screen.check(outcome.kind == "rejected", f"{name}: rejected, the daemon goes on", f"it is {outcome.kind}")
        kept = self.stage.folder / "rejected" / name
        if outcome.reason is not None:
            self.screen.check(kept.read_bytes() == self.dropped[name], f"kept as it came: {self.shown(kept)}")
            self.screen.say(f"{self.shown(outcome.path)} says why:")
            self.screen.quote(outcome.reason)

    def recognise_a_copy(self) -> None:
        self.screen.step("The first request again, under another name")
        outcome = self.drop_bytes("copy of the lamp.json", self.dropped["04-return-english.json"])
        self.screen.check(outcome.kind == "duplicate", "recognised: no second RMA", f"it is {outcome.kind}")
        known = [record.get("rma") for record in outcome.records]
        self.screen.check(known == [self.rma], f"the receipt says that it is already {self.rma}", f"it says {known}")

    def hear_of_it(self) -> None:
        self.screen.step("The webhooks that have arrived for the lamp")
        self.webhooks(["return.requested", "return.approved", "shipment.label_ready"], since=0)

    def carry_it_home(self) -> None:
        self.screen.step(f"{self.rma} travels: the carrier tells")
        now = datetime.now(timezone.utc).replace(microsecond=0)
        for minutes, status, place, message in [
            (3, "in_transit", "Bristol", "The parcel is on its way."),
            (2, "delivered", "Leipzig", "The parcel was delivered."),
        ]:
            before = len(self.receiver.deliveries(self.rma))
            self.accepted(self.drop_bytes(f"carrier-{status}.json", document({
                "type": "tracking_event", "carrier": "dhl", "number": self.parcel, "status": status,
                "occurred_at": (now - timedelta(minutes=minutes)).isoformat(), "place": place, "message": message,
            })), status.replace("_", " "))
            self.webhooks([f"shipment.{status}"], since=before)

    def receive_and_settle(self) -> None:
        self.screen.step(f"{self.rma} is received, inspected and resolved")
        for name, what, content, kinds in [
            ("dock", "counted at the dock",
             {"type": "dock_receipt", "lines": [{"sku": "LAMP-70", "quantity": 1, "condition": "defective"}],
              "complete": True, "staff": "Maria"},
             ["shipment.checked_in", "line.received"]),
            ("inspection", "inspected",
             {"type": "inspection", "line": 1, "accepted": 1, "rejected": 0, "grade": "c",
              "disposition": "refurbish", "staff": "Maria", "note": "The driver is faulty."},
             ["line.accepted", "line.refurbish"]),
            ("settlement", "refunded in full; with the last line settled the return closes",
             {"type": "settlement", "line": 1, "resolution": "refunded",
              "amount": {"amount": "129.90", "currency": "EUR"}, "reference": "PAY-88121", "staff": "Tom"},
             ["line.refunded", "return.closed"]),
        ]:
            before = len(self.receiver.deliveries(self.rma))
            self.accepted(self.drop_bytes(f"{name}.json", document({**content, "rma": self.rma})), what)
            self.webhooks(kinds, since=before)

    def look_it_up(self) -> None:
        self.screen.step("What the command line says, while the daemon runs")
        self.command("show", self.rma)
        self.command("list")
        shown = self.rmad.run("show", self.rma, "--json")
        try:
            state = json.loads(shown.stdout).get("state") if shown.returncode == 0 else None
        except ValueError:
            state = None
        self.screen.check(state == "closed", f"{self.rma} is closed", f"it is {state}")
        self.command("verify")

    def end(self) -> None:
        self.screen.step("The end")
        arrived = self.waiting.wait("the last webhooks", self.all_arrived)
        self.screen.check(
            all(entry["verified"] for entry in arrived),
            f"{len(arrived)} webhooks arrived; the independent library verified every signature",
            "; ".join(sorted({entry["problem"] for entry in arrived if not entry["verified"]})))
        ids = [entry["id"] for entry in arrived]
        self.screen.check(len(ids) == len(set(ids)), "none arrived twice")
        disorder = [rma for rma in self.returns if not rises(self.receiver.deliveries(rma))]
        self.screen.check(not disorder, "those of each return arrived in order, without a gap", ", ".join(disorder))
        self.children.remove(self.daemon)
        status = self.daemon.stop()
        self.screen.check(status == 0, "the daemon stopped when it was asked to", f"its status is {status}")

    # Dropping and looking.

    def start(self, child):
        self.children.append(child)
        return child

    def drop(self, name: str, slowly: bool = False) -> Outcome:
        content = fill_in((SAMPLES / name).read_bytes(), {"PORT": str(self.port)}, date.today())
        return self.drop_bytes(name, content, slowly)

    def drop_bytes(self, name: str, content: bytes, slowly: bool = False) -> Outcome:
        self.dropped[name] = content
        (self.stage.drop_slowly if slowly else self.stage.drop)(name, content)
        outcome = self.waiting.wait(f"what becomes of {name}", lambda: self.stage.outcome(name))
        for record in outcome.records:
            if record.get("rma"):
                self.rma_of.setdefault(name, record["rma"])
                if record.get("type") == "return_request" and not record.get("duplicate"):
                    self.returns[record["rma"]] = record
            if record.get("parcels"):
                self.parcel_of.setdefault(name, record["parcels"][0])
        return outcome

    def accepted(self, outcome: Outcome, what: str) -> Outcome:
        if not self.screen.check(outcome.kind == "accepted", f"{what}: accepted", f"it is {outcome.kind}"):
            if outcome.reason:
                self.screen.quote(outcome.reason)
        self.screen.say(f"receipt: {self.shown(outcome.path)}")
        return outcome

    def state_is(self, record: dict, state: str) -> None:
        rma = record.get("rma", "no RMA")
        found = record.get("state")
        self.screen.check(found == state, f"{rma}: {state.replace('_', ' ')}", f"it is {found}")
        if record.get("message"):
            self.screen.say(f"the customer reads: {record['message']}")

    def papers(self, record: dict) -> None:
        """Label and instructions, which are owed with the receipt and made right after it."""
        for paper in record.get("papers", []):
            path = self.stage.folder / paper
            self.waiting.wait(paper, path.exists)
            size = path.stat().st_size
            self.screen.check(size > 0, f"{self.shown(path)}, {size:,} bytes", "it is empty")
            if path.suffix == ".pdf" and not path.name.endswith(".instructions.pdf"):
                self.scan(path, record)

    def scan(self, label: Path, record: dict) -> None:
        """Reads a label's codes back as a scanner would, where the tools for it are installed."""
        if not shutil.which("zbarimg") or not shutil.which("pdftoppm"):
            self.screen.say("(not read back: zbarimg and pdftoppm are not installed)")
            return
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["pdftoppm", "-r", "203", "-png", label, f"{folder}/page"], check=True)
            pages = sorted(Path(folder).glob("*.png"))
            read = subprocess.run(["zbarimg", "--quiet", *pages], capture_output=True, text=True).stdout
        codes = read.splitlines()
        parcel = record.get("parcels", [""])[0]
        self.screen.check(
            any(code.startswith("CODE-128") and parcel in code for code in codes),
            f"zbarimg reads the parcel's number {parcel} from it", f"it reads {codes}")
        self.screen.check(
            any(code == f"QR-Code:{record.get('tracking_url')}" for code in codes),
            "and the tracking link", f"it reads {codes}")

    def webhooks(self, kinds: list[str], since: int) -> None:
        def arrived() -> list[dict] | None:
            new = self.receiver.deliveries(self.rma)[since:]
            return new if set(kinds) <= {entry["type"] for entry in new if entry["verified"]} else None

        try:
            new = self.waiting.wait(f"the webhook {kinds[-1]}", arrived)
        except DemoEnds as late:
            self.screen.check(False, f"the webhooks {', '.join(kinds)} arrive", str(late))
            return
        for entry in new:
            fact = f"webhook {entry['sequence']}: {entry['type']}, verified"
            self.screen.check(entry["verified"], fact, entry["problem"] or "")

    def command(self, *arguments: str) -> None:
        result = self.rmad.run(*arguments)
        self.screen.check(result.returncode == 0, self.rmad.typed(*arguments), f"it ended with {result.returncode}")
        self.screen.quote(result.stdout + result.stderr, limit=150)

    def all_arrived(self) -> list[dict] | None:
        """Every return that was made has told of its state and, once approved, of the label of each parcel."""
        arrived = self.receiver.deliveries()
        kinds = [(entry["rma"], entry["type"]) for entry in arrived]
        for rma, record in self.returns.items():
            labels = len(record.get("parcels", []))
            if (rma, f"return.{record.get('state')}") not in kinds:
                return None
            if kinds.count((rma, "shipment.label_ready")) < labels:
                return None
        return arrived

    def shown(self, path: Path) -> str:
        return self.stage.shown(path) if hasattr(self, "stage") else str(path)

    def stop_everything(self) -> None:
        while self.children:
            self.children.pop().stop()
        if hasattr(self, "stage"):
            self.stage.mark()


def document(content: dict) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def rises(deliveries: list[dict]) -> bool:
    """Whether the sequence numbers go up by one from 1."""
    return [entry["sequence"] for entry in deliveries] == list(range(1, len(deliveries) + 1))


def main() -> int:
    screen = Screen(steps=12)
    demo = Demo(screen)
    try:
        if not BINARY.exists():
            raise DemoEnds(f"there is no {BINARY}; run `make demo`, which builds it.")
        demo.play()
    except DemoEnds as end:
        why, *more = str(end).splitlines()
        screen.check(False, "the demo could go on", why)
        screen.quote("\n".join(more))
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    finally:
        demo.stop_everything()
    if screen.failures:
        print(f"\n{len(screen.failures)} of the facts above did not hold:", file=sys.stderr)
        for failure in screen.failures:
            print(f"  ✗ {failure}", file=sys.stderr)
        return 1
    folder = demo.shown(demo.stage.folder)
    print(f"\nEvery fact above was checked. Look around in {folder}/; its labels/ are a good place to begin.")
    print("To run the daemon for real:  make run   (then drop files into var/drop; README.md goes on from there)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
