"""What carriers say: 100,000 events of mixed carriers and services, until every one is on disk."""

import datetime
import json
import os
import random
import shutil
import sqlite3
import subprocess
import time

from measuring.programs import Program, write_configuration
from measuring.waiting import until

EVENTS_PER_PARCEL = 8
EVENTS_PER_FILE = 1_000
FILL_SECONDS = 600
SEED = 20261122
# How services say the stations of a parcel: (EasyPost, Shippo, AfterShip, ShipEngine, ours).
_STATIONS = [
    (("pre_transit", "label_created"), ("PRE_TRANSIT", "information_received"), ("InfoReceived", "InfoReceived_001"),
     ("NY", ""), "label_ready"),
    (("in_transit", "received_at_origin_facility"), ("TRANSIT", "package_accepted"), ("InTransit", "InTransit_002"),
     ("AC", ""), "handed_over"),
    (("in_transit", "departed_origin_facility"), ("TRANSIT", "package_departed"), ("InTransit", "InTransit_007"),
     ("IT", ""), "in_transit"),
    (("in_transit", "arrived_at_facility"), ("TRANSIT", "package_arrived"), ("InTransit", "InTransit_003"),
     ("IT", ""), "in_transit"),
    (("in_transit", "weather_delay"), ("TRANSIT", "delayed"), ("Exception", "Exception_005"), ("EX", "WEATHER_DELAY"),
     "delayed"),
    (("in_transit", "received_at_destination_facility"), ("TRANSIT", "package_processing"),
     ("InTransit", "InTransit_003"), ("IT", ""), "in_transit"),
    (("out_for_delivery", "out_for_delivery"), ("TRANSIT", "out_for_delivery"),
     ("OutForDelivery", "OutForDelivery_001"), ("IT", "OUT_FOR_DELIVERY"), "out_for_delivery"),
    (("delivered", "arrived_at_destination"), ("DELIVERED", "delivered"), ("Delivered", "Delivered_001"), ("DE", ""),
     "delivered"),
]
_PLACES = ["Köln", "Leipzig", "Lyon", "Zaragoza", "Leeds", "Memphis"]


def measure(root: str, config: str, place: str, events: int, say) -> dict:
    """The rate counts from the first rename to the last receipt: a receipt is given with the commit."""
    binary, fill = (os.path.join(root, ".build", "release", name) for name in ("rmad", "rmad-fill"))
    os.makedirs(place)
    configuration = write_configuration(root, config, place, 9)
    ledger = os.path.join(place, "ledger.sqlite3")
    parcels = events // EVENTS_PER_PARCEL
    subprocess.run([fill, "--rmas", str(parcels), "--ledger", ledger], check=True, timeout=FILL_SECONDS,
                   stdout=subprocess.DEVNULL)
    with sqlite3.connect(ledger) as db:
        # Papers are another scenario's business.
        db.execute("DELETE FROM papers")
        codes = list(db.execute("SELECT code, began_at FROM shipments ORDER BY id"))
    stage = os.path.join(place, "stage")
    os.makedirs(stage)
    names = []
    for name, text in _files(codes[:parcels]):
        with open(os.path.join(stage, name), "w", encoding="utf-8") as file:
            file.write(text)
        names.append(name)
    size = sum(entry.stat().st_size for entry in os.scandir(stage)) / (parcels * EVENTS_PER_PARCEL)
    program = Program("rmad", [binary, "serve", "--config", configuration], place)
    try:
        os.sync()
        cpu, threads = program.cpu_seconds(), program.cpu_by_thread()
        began = time.time()
        for name in names:
            os.rename(os.path.join(stage, name), os.path.join(program.path("drop"), name))
        until(lambda: all(os.path.exists(program.receipt(name)) for name in names), 600, "the last receipt", pause=0.1)
        seconds = max(os.stat(program.receipt(name)).st_ctime for name in names) - began
        taken = 0
        for name in names:
            with open(program.receipt(name), encoding="utf-8") as file:
                receipt = json.load(file)
            if receipt["refused"]:
                raise RuntimeError(f"{name}: {receipt['refused']} events were refused")
            taken += receipt["accepted"]
        spent = program.cpu_seconds() - cpu
        by_thread = {name: round(seconds - threads.get(name, 0), 2)
                     for name, seconds in sorted(program.cpu_by_thread().items(), key=lambda item: -item[1])[:6]}
        result = {"events": taken, "parcels": parcels, "files": len(names), "event_bytes": size, "seconds": seconds,
                  "events_per_second": taken / seconds, "cpu_us_per_event": spent / taken * 1_000_000,
                  "cpu_seconds_by_thread": by_thread, "peak_memory_mb": program.peak_memory_mb()}
    finally:
        program.stop()
    say(f"   {result['events_per_second']:,.0f} events/s; processor seconds: "
        + ", ".join(f"{name} {seconds:.1f}" for name, seconds in by_thread.items()))
    shutil.rmtree(place)
    return result


def _files(codes: list):
    """Files of a thousand events each, of one service or of our own in JSON and CSV, in turn; every parcel's history
    is in one message, or its events lie scattered over a file, as carriers' collected files have them."""
    per_file = EVENTS_PER_FILE // EVENTS_PER_PARCEL
    makers = [_easypost, _shippo, _aftership, _shipengine]
    chance = random.Random(SEED)
    for index in range(0, len(codes), per_file):
        number = index // per_file
        group = codes[index:index + per_file]
        kind = number % 6
        if kind < 4:
            lines = [json.dumps(makers[kind](code, _moments(began), chance), ensure_ascii=False)
                     for code, began in group]
            yield f"track-{number:04d}.jsonl", "\n".join(lines) + "\n"
            continue
        events = [(code, moment, station, chance.choice(_PLACES))
                  for code, began in group for moment, station in zip(_moments(began), _STATIONS)]
        chance.shuffle(events)
        if kind == 4:
            yield f"track-{number:04d}.json", json.dumps([
                {"type": "tracking_event", "carrier": "dhl", "number": code, "status": station[4], "place": place,
                 "occurred_at": moment, "code": station[2][1]} for code, moment, station, place in events])
        else:
            rows = [f"dpd,{code},{station[4]},{moment},{place},{station[0][1]}"
                    for code, moment, station, place in events]
            yield f"track-{number:04d}.csv", "carrier,number,status,occurred_at,place,code\n" + "\n".join(rows) + "\n"


def _moments(began: int) -> list[str]:
    start = datetime.datetime.fromtimestamp(began / 1000, datetime.timezone.utc)
    return [(start + datetime.timedelta(hours=9 * step)).strftime("%Y-%m-%dT%H:%M:%SZ")
            for step in range(EVENTS_PER_PARCEL)]


def _easypost(code: str, moments: list, chance: random.Random) -> dict:
    details = [
        {"object": "TrackingDetail", "message": "A scan of the parcel", "status": station[0][0],
         "status_detail": station[0][1], "datetime": moment, "source": "USPS", "carrier_code": None,
         "tracking_location": {"city": chance.choice(_PLACES), "state": None, "country": "DE", "zip": "04103"}}
        for moment, station in zip(moments, _STATIONS)]
    return {"id": f"evt_{code}", "object": "Event", "description": "tracker.updated",
            "result": {"object": "Tracker", "tracking_code": code, "carrier": "USPS", "status": "delivered",
                       "updated_at": moments[-1], "est_delivery_date": moments[-1], "tracking_details": details}}


def _shippo(code: str, moments: list, chance: random.Random) -> dict:
    history = [
        {"object_id": f"{code}{index}", "status": station[1][0], "status_details": "A scan of the parcel",
         "status_date": moment, "substatus": {"code": station[1][1], "text": "", "action_required": False},
         "location": {"city": chance.choice(_PLACES), "state": "", "zip": "", "country": "DE"}}
        for index, (moment, station) in enumerate(zip(moments, _STATIONS))]
    return {"event": "track_updated", "test": False, "data": {
        "carrier": "dhl_germany", "tracking_number": code, "tracking_status": history[-1], "tracking_history": history,
        "eta": moments[-1], "metadata": "Order 1"}}


def _aftership(code: str, moments: list, chance: random.Random) -> dict:
    checkpoints = [
        {"slug": "gls", "city": chance.choice(_PLACES), "country_name": "Germany", "message": "A scan of the parcel",
         "tag": station[2][0], "subtag": station[2][1], "checkpoint_time": moment, "raw_tag": "S"}
        for moment, station in zip(moments, _STATIONS)]
    return {"ts": 1, "event": "tracking_update", "event_id": code, "msg": {
        "tracking_number": code, "slug": "gls", "tag": "Delivered", "subtag": "Delivered_001",
        "updated_at": moments[-1], "expected_delivery": moments[-1][:10], "checkpoints": checkpoints}}


def _shipengine(code: str, moments: list, chance: random.Random) -> dict:
    events = [
        {"occurred_at": moment, "carrier_occurred_at": moment[:-1], "description": "A scan of the parcel",
         "city_locality": chance.choice(_PLACES), "state_province": "", "postal_code": "", "country_code": "DE",
         "event_code": f"E{index}", "status_code": station[3][0], "status_detail_code": station[3][1]}
        for index, (moment, station) in enumerate(zip(moments, _STATIONS))]
    return {"resource_url": "https://api.shipengine.com/v1/tracking?carrier_code=ups", "resource_type": "API_TRACK",
            "data": {"tracking_number": code, "status_code": "DE", "carrier_status_code": "E7",
                     "estimated_delivery_date": moments[-1], "events": events[::-1]}}
