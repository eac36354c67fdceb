/// A text shown to people, in every language the product speaks.
///
/// All of them live in this folder.
package struct Text: Sendable, Hashable {
    package let french: String
    package let english: String

    init(_ french: String, _ english: String) {
        self.french = french
        self.english = english
    }

    /// What a customer wrote in both languages; the product's own texts are in this folder.
    package init(writtenInFrench french: String, english: String) {
        self.init(french, english)
    }

    package subscript(locale: Locale) -> String {
        switch locale {
        case .french: french
        case .english: english
        }
    }
}
