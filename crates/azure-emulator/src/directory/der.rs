//! Reading DER, as far as the fields of a certificate need it.

pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
/// The explicit tag of a certificate's version, which may be missing.
pub(super) const VERSION: u8 = 0xa0;
const SEQUENCE: u8 = 0x30;

/// Elements that follow one another.
pub(super) struct Reader<'a>(&'a [u8]);

/// One element: tag, length and content.
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// Everything, the tag and the length included.
    pub(super) whole: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next element; `None` when the bytes end too early.
    pub(super) fn element(&mut self) -> Option<Element<'a>> {
        let tag = *self.0.first()?;
        let first = *self.0.get(1)?;
        let (length, header) = if first < 0x80 {
            (usize::from(first), 2)
        } else {
            let count = usize::from(first & 0x7f);
            let bytes = self.0.get(2..2 + count).filter(|_| count <= 4)?;
            let length = bytes
                .iter()
                .fold(0, |length, byte| (length << 8) | usize::from(*byte));
            (length, 2 + count)
        };
        let (whole, rest) = self.0.split_at_checked(header.checked_add(length)?)?;
        self.0 = rest;
        Some(Element {
            tag,
            content: whole.get(header..)?,
            whole,
        })
    }

    /// The elements of the sequence that comes next.
    pub(super) fn sequence(&mut self) -> Option<Reader<'a>> {
        let element = self.element()?;
        (element.tag == SEQUENCE).then_some(Reader(element.content))
    }

    /// Passes over the next element if it has this tag.
    pub(super) fn skip_if(&mut self, tag: u8) -> Option<()> {
        if *self.0.first()? == tag {
            self.element()?;
        }
        Some(())
    }
}
