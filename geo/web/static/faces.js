// Asks for the type of a page as soon as its style is read: its first picture waits for the letters for a moment, and
// need not be laid out again when they come.

for (const face of document.fonts) face.load().catch(() => {}); // where a host forbids them, the system's stand
