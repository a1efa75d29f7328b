import Returns
import Testing

@Suite("Where an order came from, in words")
struct ActorWordsTests {
    @Test(
        "the drop, a station, a person and a carrier are named as people name them",
        arguments: [
            ("station:", "from the drop"), ("station:counter", "from station counter"), ("staff:anna", "by anna"),
            ("carrier:dhl", "by dhl"), ("spool", "by spool"),
        ])
    func words(actor: String, byline: String) {
        #expect(Actor(trusted: actor).byline == byline)
    }
}
