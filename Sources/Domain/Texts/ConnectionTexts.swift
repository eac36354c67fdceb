extension ConnectionFailure {
    /// What went wrong, and what to do.
    package var text: Text {
        switch self {
        case .unavailable:
            Text(
                "Le système ne répond pas : il sera interrogé de nouveau.",
                "The system does not answer: it will be asked again.")
        case .busy:
            Text("Le système demande de patienter.", "The system asks for a pause.")
        case .denied:
            Text(
                "Le système refuse ce jeton : donnez-en un valable, avec les droits de lecture.",
                "The system does not accept this token: give it a valid one, with the right to read.")
        case .unreadable:
            Text(
                "La réponse du système n’est pas comprise : vérifiez son adresse et sa version.",
                "The system's answer is not understood: check its address and its version.")
        case .notFound:
            Text(
                "Le système ne connaît pas cet organisateur : vérifiez l’adresse et le nom.",
                "The system knows no such organizer: check the address and the name.")
        case .addressRefused:
            Text(
                "Cette adresse est privée ou n’est pas en HTTPS : elle n’est pas interrogée.",
                "This address is private or not HTTPS: it is not asked.")
        case .credentialSealed:
            Text(
                "Le jeton ne peut être déchiffré : rendez la clé à l’installation, ou donnez le jeton de nouveau.",
                "The token cannot be opened: give the installation its key back, or the connection its token again.")
        }
    }
}
