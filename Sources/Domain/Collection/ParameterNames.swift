/// The names of the parameters of an address whose values nobody keeps.
enum ParameterNames {
    /// Whether the value is a secret, names someone, or follows one person from click to click.
    ///
    /// Case, `-`, `_`, `.` and brackets do not count.
    static func isPrivate(_ name: ArraySlice<UInt8>) -> Bool {
        let letters = PercentEncoding.decoded(name).lazy.filter { !isIgnored($0) }
        if whole.phrase(spelledBy: letters) != nil { return true }
        var state = PhraseAutomaton.start
        for byte in letters {
            state = part.step(from: state, byte)
            if part.endsPhrase(at: state) { return true }
        }
        return false
    }

    private static func isIgnored(_ byte: UInt8) -> Bool {
        !byte.isAlphanumeric && byte < 0x80
    }

    private static let part = PhraseAutomaton(
        words(
            """
            token secret passw motdepasse sessionid sessid jwt signature email courriel phone apikey accesskey
            privatekey credential oauth firstname lastname prenom saml relaystate
            """))

    private static let whole = PhraseAutomaton(
        words(
            """
            code state session sid key pwd pass mdp sig sign auth authorization otp totp pin nonce challenge hash hmac
            reset confirm confirmation invite invitation verify verification activation unsubscribe optout mail mailto
            tel mobile gsm portable name fullname fname lname surname givenname familyname nickname nom nomprenom
            nomdefamille user username userid userkey uid uuid login pseudo account accountid contact contactid
            customer customerid client clientid adherent adherentid abonne abonneid subscriber subscriberid member
            memberid membre recipient destinataire visitorid deviceid address adresse street rue birthday birthdate
            dob naissance datenaissance card cardnumber cb iban bic pan cvc cvv sicshare gclid gbraid wbraid dclid
            gclsrc fbclid msclkid ttclid lifatid twclid epik rdtcid sccid yclid igshid igsh mceid mkttok veroid hsenc
            hsmi olyencid olyanonid wickedid ga gl
            """))

    private static func words(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}
