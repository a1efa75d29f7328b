import Glibc
import Testing

@testable import Webhooks

@Suite("Engine: TLS")
struct TLSTests {
    private let names: NameLookup = { _ in .addresses([.v4(0x7F00_0001)]) }

    @Test("a certificate of a trusted authority for the right name is accepted, and the connection reused")
    func trusted() async throws {
        let certificate = try Certificate(name: "shop.test", lastYear: 2049)
        let receiver = try Receiver(certificate: certificate.keyAndCertificate)
        let bench = try EngineBench(authorities: .file(path: certificate.certificate), lookUp: names)
        let first = try await bench.attempt(receiver.url("/", host: "shop.test"))
        #expect(first.outcome == .delivered(status: 200), "\(first.outcome)")
        #expect(first.timings.tls > 0 && first.timings.connect > 0)
        #expect(try await bench.attempt(receiver.url("/", host: "shop.test")).connection == .reused)
        #expect(try receiver.lines.allSatisfy { $0.verdict == "verified" })
        withExtendedLifetime(certificate) {}
    }

    @Test("a self-signed certificate, a wrong name and an expired certificate are refused before anything is sent")
    func refused() async throws {
        let certificate = try Certificate(name: "shop.test", lastYear: 2049)
        let receiver = try Receiver(certificate: certificate.keyAndCertificate)
        let stranger = try await EngineBench(lookUp: names).attempt(receiver.url("/", host: "shop.test"))
        let wrongName = try await EngineBench(authorities: .file(path: certificate.certificate), lookUp: names)
            .attempt(receiver.url("/", host: "other.test"))
        let old = try Certificate(name: "shop.test", lastYear: 2021)
        let oldReceiver = try Receiver(certificate: old.keyAndCertificate)
        let expired = try await EngineBench(authorities: .file(path: old.certificate), lookUp: names)
            .attempt(oldReceiver.url("/", host: "shop.test"))
        // The files are needed until here.
        withExtendedLifetime((certificate, old)) {}
        for report in [stranger, wrongName, expired] {
            guard case .unreachable(let reason) = report.outcome else {
                Issue.record("\(report.outcome)")
                continue
            }
            #expect(reason.contains("certificate"), "\(reason)")
        }
        #expect(try receiver.lines.isEmpty && oldReceiver.lines.isEmpty)
    }

    /// A self-signed certificate made by the `openssl` program.
    private final class Certificate {
        private let place: TemporaryDirectory
        let certificate: String
        let keyAndCertificate: String

        init(name: String, lastYear: Int) throws {
            place = try TemporaryDirectory()
            certificate = place.path + "/cert.pem"
            keyAndCertificate = place.path + "/both.pem"
            let script = """
                exec 2>openssl.log
                : > index.txt
                echo 01 > serial
                printf '%s\\n' '[ca]' 'default_ca = own' '[own]' 'database = index.txt' 'serial = serial' \\
                    'new_certs_dir = .' 'default_md = sha256' 'policy = names' 'copy_extensions = copy' \\
                    '[names]' 'commonName = supplied' > ca.conf
                openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out request.pem \\
                    -subj /CN=\(name) -addext subjectAltName=DNS:\(name)
                openssl ca -batch -selfsign -notext -config ca.conf -keyfile key.pem -in request.pem -out cert.pem \\
                    -startdate 20200101000000Z -enddate \(lastYear)0101000000Z
                cat key.pem cert.pem > both.pem && echo made
                """
            let process = try ChildProcess(["/bin/sh", "-c", "cd \(place.path)\n\(script)"])
            guard try process.readLine() == "made", access(keyAndCertificate, R_OK) == 0 else {
                throw ChildProcess.Failure(words: "openssl made no certificate for \(name)")
            }
        }
    }
}
