import Foundation
import HTTPTypes
import Hummingbird
import StrictJSON

/// The query of a pixel, as the item it stands for.
struct PixelQuery {
    private var parameters: [(name: String, value: String)] = []
    /// The page that shows the image.
    private let page: String?

    init(_ request: Request) {
        page = request.headers[.referer]
        for parameter in request.uri.query?.split(separator: "&") ?? [] {
            let name = parameter.prefix { $0 != "=" }
            let value = parameter[name.endIndex...].dropFirst()
            guard let name = Self.decoded(name), let value = Self.decoded(value), self[name] == nil else { continue }
            parameters.append((name, value))
        }
    }

    /// In the form of Segment's HTTP API: what has no other place is a property.
    var item: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            // Who somebody is takes a script to say.
            let type = self["type"] ?? (self["event"] == nil ? "page" : "track")
            if type == "page" || type == "track" { writer.member("type", type) }
            for name in Self.ofItem {
                if let value = self[name] { writer.member(name, value) }
            }
            // Of a page it is the page's own; of an action, what the action is about.
            let isOfPage = type == "page"
            if isOfPage, let name = self["name"] { writer.member("name", name) }
            writer.key("context")
            writer.object { writer in
                if let consent = self["consent"] {
                    writer.key("consent")
                    writer.object { writer in writer.member("mode", consent) }
                }
                writer.key("page")
                writer.object { writer in
                    if let url = self["url"] ?? page { writer.member("url", url) }
                    for name in ["referrer", "title"] {
                        if let value = self[name] { writer.member(name, value) }
                    }
                }
            }
            writer.key("properties")
            writer.object { writer in
                for (name, value) in parameters where !Self.ofItem.contains(name) && !Self.ofContext.contains(name) {
                    if !isOfPage || name != "name" { writer.member(name, value) }
                }
            }
        }
        return writer.bytes
    }

    private static let ofItem: Set<String> = ["event", "messageId", "anonymousId", "userId", "timestamp"]
    private static let ofContext: Set<String> = ["writeKey", "type", "consent", "url", "referrer", "title"]

    private subscript(name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// As forms write it: a plus is a space.
    private static func decoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }
}
