import Glibc

/// A certificate made by the `openssl` program: self-signed, or signed by another.
final class Certificate {
    private let place: TemporaryDirectory
    let certificate: String
    let key: String
    let keyAndCertificate: String

    init(name: String, firstYear: Int = 2020, lastYear: Int = 2049, issuer: Certificate? = nil) throws {
        place = try TemporaryDirectory()
        certificate = place.path + "/cert.pem"
        key = place.path + "/key.pem"
        keyAndCertificate = place.path + "/both.pem"
        let signer = issuer.map { "-cert \($0.certificate) -keyfile \($0.key)" } ?? "-selfsign -keyfile key.pem"
        let script = """
            exec 2>openssl.log
            : > index.txt
            echo 01 > serial
            printf '%s\\n' '[ca]' 'default_ca = own' '[own]' 'database = index.txt' 'serial = serial' \\
                'new_certs_dir = .' 'default_md = sha256' 'policy = names' 'copy_extensions = copy' \\
                '[names]' 'commonName = supplied' > ca.conf
            openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out request.pem \\
                -subj /CN=\(name) -addext subjectAltName=DNS:\(name)
            openssl ca -batch \(signer) -notext -config ca.conf -in request.pem -out cert.pem \\
                -startdate \(firstYear)0101000000Z -enddate \(lastYear)0101000000Z
            cat key.pem cert.pem > both.pem && echo made
            """
        let process = try ChildProcess(["/bin/sh", "-c", "cd \(place.path)\n\(script)"])
        guard try process.readLine() == "made", access(keyAndCertificate, R_OK) == 0 else {
            throw ChildProcess.Failure(words: "openssl made no certificate for \(name)")
        }
    }
}
