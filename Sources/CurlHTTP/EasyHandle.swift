import CLibCurl

/// The handle of libcurl for one transfer, its options set one by one; `isFaulty` tells whether any was refused.
///
/// An option that this libcurl does not know must not pass in silence: most of them are there for safety.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private(set) var isFaulty = false

    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(pointer)
    }

    func set(_ option: CURLoption, _ value: Int) {
        note(shim_easy_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, offset value: Int) {
        note(shim_easy_set_offset(pointer, option, curl_off_t(value)))
    }

    /// libcurl copies the string.
    func set(_ option: CURLoption, _ value: String?) {
        if let value {
            note(shim_easy_set_string(pointer, option, value))
        } else {
            note(shim_easy_set_string(pointer, option, nil))
        }
    }

    func set(_ option: CURLoption, pointer value: UnsafeRawPointer?) {
        note(shim_easy_set_pointer(pointer, option, value))
    }

    func note(_ code: CURLcode) {
        if code != CURLE_OK { isFaulty = true }
    }

    func count(_ info: CURLINFO) -> Int {
        var value = 0
        return shim_easy_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// A figure that libcurl gives in microseconds.
    func duration(_ info: CURLINFO) -> Duration {
        var value: curl_off_t = 0
        return shim_easy_get_offset(pointer, info, &value) == CURLE_OK ? .microseconds(value) : .zero
    }
}
