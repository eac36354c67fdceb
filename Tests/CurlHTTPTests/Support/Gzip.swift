/// About a thousand bytes that expand to a million.
func millionZerosGzipped() throws -> [UInt8] {
    try Command.run("head -c 1000000 /dev/zero | gzip -9")
}
