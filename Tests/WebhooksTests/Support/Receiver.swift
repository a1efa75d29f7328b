import Glibc

@testable import Webhooks

/// Fixtures/receiver.py at work: an independent judge of what we send.
final class Receiver: Sendable {
    struct Line {
        let connection: String
        let path: String
        let id: String
        let timestamp: Int64
        let verdict: String
        let tenant: String
        let authorization: String
        /// The common name in the certificate that the client showed.
        let client: String
    }

    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    let address: String
    let port: UInt16
    let scheme: String
    private let place: TemporaryDirectory
    private let log: String
    private let process: ChildProcess

    /// - Parameter options: as receiver.py takes them.
    init(address: String = "127.0.0.1", certificate: String? = nil, options: [String] = []) throws {
        let python = TestPlaces.root + "/.build/venv/bin/python"
        guard access(python, X_OK) == 0 else {
            throw ChildProcess.Failure(words: "there is no .build/venv: run Tests/setup.sh once")
        }
        place = try TemporaryDirectory()
        log = place.path + "/requests.log"
        var arguments = [
            python, TestPlaces.fixtures + "/receiver.py", "--log", log, "--secret", Self.secret, "--address", address,
        ]
        if let certificate { arguments += ["--certificate", certificate] }
        process = try ChildProcess(arguments + options)
        guard let port = UInt16(try process.readLine()) else {
            throw ChildProcess.Failure(words: "the receiver told no port")
        }
        self.port = port
        self.address = address
        scheme = certificate == nil ? "http" : "https"
    }

    func url(_ path: String, host: String? = nil) -> String {
        "\(scheme)://\(host ?? address):\(port)\(path)"
    }

    /// Lets the answers to `/held` go.
    func release() {
        close(open(log + ".release", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
    }

    /// The requests received so far.
    var lines: [Line] {
        get throws {
            try TestPlaces.read(log).split(separator: "\n").map { line in
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                return Line(
                    connection: fields[0], path: fields[1], id: fields[2], timestamp: Int64(fields[3]) ?? -1,
                    verdict: fields[4], tenant: fields[5], authorization: fields[6], client: fields[7])
            }
        }
    }
}
