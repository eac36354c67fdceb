import Store
import StrictJSON

extension WebOrigin {
    /// Members of the object that is being written.
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("channel_group", channelGroup)
        writer.member("source", source)
        writer.member("medium", medium)
        writer.member("campaign", campaign)
    }
}
