// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "receiving-webhooks",
    platforms: [.macOS(.v13)],
    products: [.library(name: "ReceivingWebhooks", targets: ["ReceivingWebhooks"])],
    dependencies: [.package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2")],
    targets: [
        .target(name: "ReceivingWebhooks", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .executableTarget(name: "verify", dependencies: ["ReceivingWebhooks"]),
    ]
)
