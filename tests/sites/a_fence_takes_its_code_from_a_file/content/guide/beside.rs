fn main() {
    // ANCHOR: part
    part();
    // ANCHOR_END: part
}
