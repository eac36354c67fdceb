import CLibCurl
import Glibc

extension Transfer {
    /// libcurl calls these back on the transfer thread, inside `curl_multi_perform` and never after the handle is
    /// freed.
    func setCallbacks() {
        let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        easy.set(CURLOPT_PRIVATE, pointer: context)
        easy.set(CURLOPT_HEADERDATA, pointer: context)
        easy.set(CURLOPT_WRITEDATA, pointer: context)
        easy.set(CURLOPT_OPENSOCKETDATA, pointer: context)
        easy.set(CURLOPT_PREREQDATA, pointer: context)
        easy.note(
            shim_easy_set_write(easy.pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return Transfer.at(context)?.collector.takeHeaderLine(line) == true ? line.count : 0
            })
        easy.note(
            shim_easy_set_write(easy.pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return Transfer.at(context)?.collector.takeBody(piece) == true ? piece.count : 0
            })
        easy.note(
            shim_easy_set_open_socket(easy.pointer) { context, purpose, address in
                guard let transfer = Transfer.at(context), let address, purpose == CURLSOCKTYPE_IPCXN else { return -1 }
                return transfer.openSocket(address)
            })
        easy.note(
            shim_easy_set_before_request(easy.pointer) { context, _, _, _, _ in
                Transfer.at(context)?.isAllowedToSend() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })
    }

    static func at(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Where the address policy is kept: the name is resolved, nothing is connected yet.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let length = Int(address.pointee.addrlen)
        let isAllowed = shim_socket_address(address)
            .flatMap { SocketAddress($0, length: length) }
            .map(permits)
        guard isAllowed == true else {
            addressesRefused += 1
            return -1
        }
        addressesTried += 1
        let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, type, address.pointee.protocol)
    }

    /// libcurl sends a request again, by itself, when a reused connection dies before the first byte of the answer.
    ///
    /// The server may have acted on the first one by then, so that is refused where twice is not the same as once.
    private func isAllowedToSend() -> Bool {
        guard timesSent == 0 || exchange.request.method.isIdempotent else { return false }
        timesSent += 1
        return true
    }
}
