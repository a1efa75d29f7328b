import Policy
import Returns
import Testing

/// Whole decisions as staff read them. A change here is a change of what a decision says.
@Suite struct ExplanationTests {
    @Test("a partial authorization explains every rule with its numbers")
    func partial() {
        let decision = Samples.decide(
            [Samples.line(quantity: 2, condition: .used), Samples.line(Samples.shirt, condition: .used)],
            facts: Samples.facts(returned: 2))
        #expect(
            decision.explanation == """
                authorize (PA) on 2026-11-20 by policy 'test', valid until 2026-12-20
                  request fits: lines authorized: 1, for a person: 0, refused: 1
                  request fits: the request is worth 200.00 EUR, within its limit
                line 1: authorize 1, come_back to main, postage customer, fee 30.00 EUR
                  known_order fits: order O-1, bought on 2026-11-05
                  customer fits: the order's customer is C-1
                  product fits: order O-1 holds PHONE-1
                  serial notes: no serial number is given and none is on record
                  warranty notes: the reason unwanted is not one that a warranty answers
                  window fits: window 'rest': 30 days from the delivery on 2026-11-10, 0 of grace: until 2026-12-10
                  condition fits: 'rest' accepts opened, unopened, used; state: used
                  restricted notes: no hazards are known of the goods
                  entitlement fits: 2 asked, 3 sold, 2 returned before, 0 in earlier lines of this request: 1 left
                  approval fits: worth 200.00 EUR; no entry of the approvals asks for a person
                  keeps notes: no entry lets the customer keep the goods
                  fee notes: 'used': 30.00 EUR of goods worth 200.00 EUR
                  postage notes: 'rest': the customer pays
                  destination notes: no entry fits, the default: main
                line 2: decline 0, stay_with_customer, postage nobody
                  known_order fits: order O-1, bought on 2026-11-05
                  customer fits: the order's customer is C-1
                  product fits: order O-1 holds SHIRT-M
                  serial notes: no serial number is given and none is on record
                  warranty notes: the reason unwanted is not one that a warranty answers
                  window fits: window 'clothing': 60 days from the delivery on 2026-11-10, 0 of grace: until 2027-01-09
                  condition refuses: 'clothing' accepts opened, unopened; state: used: decline
                  restricted notes: no hazards are known of the goods
                  entitlement fits: 1 asked, 2 sold, 0 returned before, 0 in earlier lines of this request: 2 left
                  approval fits: worth 19.90 EUR; no entry of the approvals asks for a person
                  keeps notes: not weighed: the line does not come back
                  fee notes: not weighed: the line does not come back
                  postage notes: not weighed: the line does not come back
                  destination notes: not weighed: the line does not come back
                parcel to main: lines 1, postage customer

                """)
    }

    @Test("a review tells what a person has to look at and until when")
    func review() {
        let decision = Samples.decide([Samples.line()], customer: Samples.stranger)
        #expect(
            decision.explanation == """
                review (RP) on 2026-11-20 by policy 'test', valid until 2026-12-20
                  request needs_person: lines authorized: 0, for a person: 1, refused: 0
                  request fits: the request is worth 200.00 EUR, within its limit
                line 1: review 1, come_back to main, postage customer
                  known_order notes: not weighed before it is clear whose order it is
                  customer needs_person: the order is of customer C-1, the request of another
                  product notes: not weighed before it is clear whose order it is
                  serial notes: not weighed before it is clear whose order it is
                  warranty notes: not weighed before it is clear whose order it is
                  window notes: not weighed before it is clear whose order it is
                  condition notes: not weighed before it is clear whose order it is
                  restricted notes: not weighed before it is clear whose order it is
                  entitlement notes: not weighed before it is clear whose order it is
                  approval notes: not weighed before it is clear whose order it is
                  keeps notes: not weighed before it is clear whose order it is
                  fee notes: not weighed before it is clear whose order it is
                  postage notes: not weighed before it is clear whose order it is
                  destination notes: not weighed before it is clear whose order it is
                parcel to main: lines 1, postage customer
                promise answered: 2026-11-24

                """)
    }

    @Test("a defect under warranty goes to the service by ground")
    func warranty() {
        let facts = Samples.facts(
            Samples.order(delivered: nil, purchased: "2025-03-01", serials: ["S1"], hazards: [.lithiumBattery]))
        let decision = Samples.decide([Samples.line(reason: .defective, serial: "S1")], facts: facts)
        #expect(
            decision.explanation == """
                authorize (RA) on 2026-11-20 by policy 'test', valid until 2026-12-20
                  request fits: lines authorized: 1, for a person: 0, refused: 0
                  request fits: the request is worth 200.00 EUR, within its limit
                line 1: authorize 1, come_back to service, postage seller
                  known_order fits: order O-1, bought on 2025-03-01
                  customer fits: the order's customer is C-1
                  product fits: order O-1 holds PHONE-1
                  serial fits: serial S1 belongs to the order
                  warranty fits: 24 months from the purchase on 2025-03-01 and 0 days of grace: until 2027-03-01
                  window notes: window 'rest': 30 days from the purchase on 2025-03-01 plus 6 days, \
                as the delivery is not known, \
                0 of grace: until 2025-04-06; the warranty carries the line until 2027-03-01
                  condition fits: 'failed' accepts any state; state: opened
                  restricted fits: lithium_battery: authorize by 'lithium'
                  entitlement fits: 1 asked, 3 sold, 0 returned before, 0 in earlier lines of this request: 3 left
                  approval fits: worth 200.00 EUR; no entry of the approvals asks for a person
                  keeps notes: 'small': worth 200.00 EUR, not below 20.00 EUR
                  fee notes: no fee: defective is not the customer's doing
                  postage notes: 'failed': the seller pays
                  destination notes: 'failed': service
                parcel to service: lines 1, postage seller by Ground, Surface Transportation Only

                """)
    }
}
