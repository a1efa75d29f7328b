import Foundation
import JSONText
import Ledger
import Returns
import Testing

@testable import Desk

@Suite("rmad show") struct ShowTests {
    @Test("everything about a return stands on its sheet")
    func sheet() throws {
        let bench = try Shop.bench()
        let answer = try bench.run("show", Shop.first.text, environment: ["COLUMNS": "100"])
        #expect(answer.status == 0)
        let text = answer.output.replacingOccurrences(of: bench.root, with: "ROOT")
            .replacing(/msg_[0-9a-f]{32}/, with: "msg_…")
        #expect(text == Self.golden)
    }

    private static let golden = """
        RMA-FDF-7CTR  approved
        The goods are on their way to us.

        Requested      2026-11-19 11:00 · document 1 returns-1.json · station desk-1
        Changed        2026-11-20 12:00
        Promised       refunded by 2026-12-01, open
        Send by        2026-12-19
        Times          Europe/Berlin
        Tracking page  https://rma.example.com/t/tokentokentokentoken10
        Reference      WEB-1
        Wish           refund
        Note           Too tight
                       at the toes

        Customer
          Name      Maria Huber · Huber GmbH
          Number    C-1001 · tier gold
          Phone     +49 89 5550123
          E-mail    maria@example.com
          Address   Lindwurmstraße 5, 80337 München, DE
          Language  de

        Lines
          1  BOOT-42  Winter boot, size 42
             Bought   order A-17 · 2026-11-02 · 129.90 EUR a unit
             Serial   S-1
             Reason   size too small · opened
             Hazards  lithium battery
             Note     left one scratched
             Units    requested 2, authorized 2, received 0
             Receipt  awaiting
             Verdict  not inspected
             Goes to  warehouse munich
             Fee      5.00 EUR
          2  SOCK-3
             Reason   unwanted
             Units    requested 1, authorized 1, received 0
             Receipt  awaiting
             Verdict  not inspected

        Parcels
          1  340123450000000017  in transit
             To       munich
             Carrier  dhl · JD0146
             Moved    2026-11-20 11:00
             Carrier's time       Status      Place     Code  Message
             2026-11-20 11:00:00  in transit  Augsburg  TR    On its way

        Promises
          refunded by 2026-12-01  open

        Decision
          Answer  authorize · X12 RA · policy 2026-11
          Said    You may send the goods until 2026-12-19.
          Line 1  authorize · 2 authorized · come back · postage seller · to munich · fee 5.00 EUR
          Rule        Line  Finding  In words                            Explanation
          window         1  fits     You may return this until           bought 2026-11-02, 30 days from
                                     2026-12-02.                         purchase
          restricted     1  notes    The parcel gets a battery mark.     lithium_battery: allowed with mark

        Papers
          parcel 1  not made yet
          parcel 1  ROOT/spool/labels/RMA-FDF-7CTR.pdf

        History
          1  2026-11-19 11:00:00  requested · by policy · document 1 returns-1.json
          2  2026-11-19 11:00:00  requested → approved (promised refunded 2026-12-01) · by policy · You may
                                  send the goods until 2026-12-19. · document 1 returns-1.json
          3  2026-11-19 11:00:00  parcel 1 label requested (code 340123450000000017) · by policy · document
                                  1 returns-1.json
          4  2026-11-20 12:00:00  parcel 1 label requested → label ready · by dhl · document 1
                                  returns-1.json
          5  2026-11-20 12:00:00  parcel 1 label ready → in transit (carrier dhl, code TR, occurred at
                                  2026-11-20 11:00:00, place Augsburg, tracking number JD0146) · by dhl · On
                                  its way · document 1 returns-1.json

        Webhooks
          Delivery                              State    Endpoint  Event             Tries  Since
          msg_…  waiting  shop      shipment.in_tra…      0  2026-11-20 12:00
          msg_…  waiting  shop      return.approved       0  2026-11-19 11:00
          msg_…  ready    shop      return.requested      1  2026-11-19 11:00
          The newest is of 2026-11-20 12:00. Each: rmad deliveries list --rma RMA-FDF-7CTR

        """

    @Test(
        "any typed form of the number finds the return, and so do the codes of its parcel",
        arguments: [
            ["rma-fdf-7ctr"], ["FDF7CTR"], ["rma", "fdf", "7ctr"], [" RMA FDF 7CTR "], ["(00)340123450000000017"],
            ["34 0123 4500 0000 0017"], ["JD0146"],
        ])
    func typedForms(words: [String]) throws {
        let bench = try Shop.bench()
        let answer = try bench.run(["show"] + words + ["--config", bench.configuration, "--json"], environment: [:])
        #expect(answer.status == 0, "\(answer.error)")
        let head = "{\"id\":1,\"rma\":\"RMA-FDF-7CTR\",\"state\":\"approved\",\"whereabouts\":\"in_transit\""
        #expect(answer.output.hasPrefix(head))
    }

    @Test(
        "a wrong number is answered with what is wrong with it",
        arguments: [
            ("RMA-FDF-7CT", "an RMA number has 7 characters behind its prefix, this one has 6"),
            ("RMA-FDF-7CTA", "'A' does not occur in our RMA numbers"),
            ("RMA-FDF-7CTS", "the check character does not fit: one character is wrong or two are swapped"),
            ("RMA-FFD-7CTR", "the check character does not fit: one character is wrong or two are swapped"),
            (
                RMANumberPattern.standard.number(ordinal: 99)!.text,
                "is a well-formed number that was never given out here"
            ),
        ])
    func wrongNumbers(typed: String, reason: String) throws {
        let answer = try Shop.bench().run("show", typed)
        #expect(answer.status == 1)
        #expect(answer.output.isEmpty)
        #expect(answer.error.contains(reason), "\(answer.error)")
        #expect(answer.error.contains("rmad find TEXT"))
    }

    @Test(
        "a number that is none of ours is told by its carrier",
        arguments: [
            ("1Z5R89390357567127", "is a UPS number, of none of our returns"),
            ("]C11Z5R89390357567127", "is a UPS number, of none of our returns"),
            ("RB 123 456 785 GB", "is a postal number (S10) of GB, of none of our returns"),
            ("9400111206206406260787", "is a USPS number, of none of our returns"),
        ])
    func strangers(number: String, words: String) throws {
        for command in ["find", "show"] {
            let answer = try Shop.bench().run(command, number)
            #expect(answer.status == 1 && answer.error.contains(words), "\(command): \(answer.error)")
        }
        let answer = try Shop.bench().run("find", "nobody")
        #expect(answer.error.contains("nothing is found for 'nobody'"))
    }

    @Test("the JSON holds the whole folder, and is one line of JSON")
    func json() throws {
        let answer = try Shop.bench().run("show", Shop.first.text, "--json")
        let value = try #require(JSONValue(reading: Array(answer.output.utf8)))
        guard case .object(let members) = value else {
            Issue.record("no object")
            return
        }
        #expect(
            members.map(\.key) == [
                "id", "rma", "state", "whereabouts", "created_at", "changed_at", "valid_until", "tracking_url",
                "language",
                "document", "customer", "request", "lines", "units", "policy_edition", "decision", "parcels",
                "promises", "tasks", "feedback", "goodwill", "papers", "instructions", "prints", "photos", "events",
                "deliveries",
            ])
        #expect(value["events"]?.elements.count == 5)
        #expect(value["events"]?.elements[4]["details"]?["occurred_at"]?.spoken == "2026-11-20T10:00:00.000Z")
        #expect(value["parcels"]?.elements[0]["events"]?.elements.count == 1)
        #expect(value["deliveries"]?.elements.count == 3)
        #expect(value["lines"]?.elements[0]["unit_price"] == ["minor": 12_990, "currency": "EUR"])
    }
}
