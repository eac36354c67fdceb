/// A browser, a device, or one purchase at a kiosk.
package enum Visitor {}
