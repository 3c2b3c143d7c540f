"""The icons' drawings: 20 by 20, one line of 1.5; `.fill` and `.on` are the solid parts of a mark."""

DRAWINGS = {
    "alert": '<path d="M10 3.5 17.5 16.5h-15z"/><path d="M10 8.5v3.5M10 14.2v.1"/>',
    "automations": '<path d="M11 3 5.5 11h4L9 17l5.5-8h-4z"/>',
    "bold": ('<path d="M6.5 4.5H11a2.75 2.75 0 0 1 0 5.5H6.5zM6.5 10h5.25a2.75 2.75 0 0 1 0 5.5H6.5z"/>'),
    "calendar": '<path d="M3.5 5.5h13v11h-13zM3.5 8.5h13M7 3.5v3M13 3.5v3"/>',
    "check": '<path d="m4.5 10.5 3.5 3.5 7.5-8"/>',
    "clock": '<circle cx="10" cy="10" r="6.5"/><path d="M10 6v4l2.5 1.5"/>',
    "contacts": '<circle cx="10" cy="7" r="3"/><path d="M4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5"/>',
    "copy": '<path d="M7.5 7.5h9v9h-9z"/><path d="M12.5 7.5v-4h-9v9h4"/>',
    "doc": '<path d="M5 3.5h6.5L15 7v9.5H5z"/><path d="M11.5 3.5V7H15M7.5 10.5h5M7.5 13.5h5"/>',
    "dots": '<path d="M5 10h.01M10 10h.01M15 10h.01" stroke-width="2.75"/>',
    "down": '<path d="m6 8 4 4 4-4"/>',
    "download": '<path d="M10 4v9M6.5 9.5 10 13l3.5-3.5M4 13v3.5h12V13"/>',
    "exit": '<path d="M12.5 6V3.5h-9v13h9V14"/><path d="M8 10h9M14 7l3 3-3 3"/>',
    "eye": (
        '<path d="M2.5 10c1.8-3.3 4.4-5 7.5-5s5.7 1.7 7.5 5c-1.8 3.3-4.4 5-7.5 5s-5.7-1.7-7.5-5z"/>'
        '<circle cx="10" cy="10" r="2.25"/>'
    ),
    "inspections": '<path d="M6.5 4.5h-2v12h11v-12h-2"/><path d="M7 3.5h6v3H7zM7.5 10.5h5M7.5 13.5h3"/>',
    "invoices": '<path d="M5 3.5h10v13l-2-1.5-1.5 1.5L10 15l-1.5 1.5L7 15l-2 1.5zM7.5 7h5M7.5 10h5"/>',
    "left": '<path d="m12 6-4 4 4 4"/>',
    "link": (
        '<path d="M8.5 11.5 11.5 8.5M9 6.5l1.7-1.7a2.9 2.9 0 0 1 4.2 4.2L13 11M11 13.5l-1.7 '
        '1.7a2.9 2.9 0 0 1-4.2-4.2L7 9"/>'
    ),
    "lintel": (
        '<g transform="scale(1.25)" fill="currentColor" stroke="none">'
        '<path d="M1 1h14v3H1ZM3 4h2v11H3ZM11 4h2v11h-2ZM6 6l3 1.2V15H6Z"/>'
        "</g>"
    ),
    "list": '<path d="M8 6h8M8 10h8M8 14h8M4.5 6h.01M4.5 10h.01M4.5 14h.01"/>',
    "lock": '<path d="M5 9h10v7.5H5z"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>',
    "m-bad": (
        '<path class="fill" d="M10 1.8a1.5 1.5 0 0 1 1.3.75l6.6 11.6a1.5 1.5 0 0 1-1.3 '
        '2.25H3.4a1.5 1.5 0 0 1-1.3-2.25l6.6-11.6A1.5 1.5 0 0 1 10 1.8z"/>'
        '<path class="on" d="M10 7v4.2M10 13.7v.1"/>'
    ),
    "m-good": ('<circle class="fill" cx="10" cy="10" r="7.5"/><path class="on" d="m6.5 10.3 2.5 2.5 4.6-5.2"/>'),
    "m-half": ('<circle cx="10" cy="10" r="6.75"/><path class="fill" d="M10 5.5v9a4.5 4.5 0 0 1 0-9z"/>'),
    "m-lock": (
        '<circle cx="10" cy="10" r="6.75"/>'
        '<path class="fill" d="M7 9.5h6V13H7z"/>'
        '<path d="M8.25 9.3V8.2a1.75 1.75 0 0 1 3.5 0v1.1"/>'
    ),
    "m-none": '<circle cx="10" cy="10" r="6.75" stroke-dasharray="2.2 2.04"/>',
    "m-off": '<path d="M6.5 10h7"/>',
    "m-wait": '<circle cx="10" cy="10" r="6.75"/><path d="M10 6.2V10l2.4 1.5"/>',
    "messages": '<path d="M3.5 5h13v10h-13z"/><path d="m3.5 5.5 6.5 5.5 6.5-5.5"/>',
    "money": (
        '<circle cx="10" cy="10" r="6.5"/>'
        '<path d="M12 7.7c-.4-.6-1.1-.9-2-.9-1.2 0-2 .6-2 1.5 0 2.2 4.1 1.2 4.1 3.4 0 .9-.9 '
        '1.5-2.1 1.5-1 0-1.8-.4-2.2-1M10 5.5v9"/>'
    ),
    "more": '<path d="M4 6h12M4 10h12M4 14h12"/>',
    "pause": '<path d="M7.5 5v10M12.5 5v10"/>',
    "pen": '<path d="m4 16 .8-3.5L13 4.3l2.7 2.7-8.2 8.2z"/><path d="m11.3 6 2.7 2.7"/>',
    "plus": '<path d="M10 4.5v11M4.5 10h11"/>',
    "qr": (
        '<path d="M3.5 3.5h5v5h-5zM11.5 3.5h5v5h-5zM3.5 11.5h5v5h-5zM11.5 11.5h2v2M16.5 '
        '11.5v2M11.5 16.5h2M15.5 16.5h1"/>'
    ),
    "resend": '<path d="M15.5 8a6 6 0 1 0 .5 3.5"/><path d="M16 4v4h-4"/>',
    "right": '<path d="m8 6 4 4-4 4"/>',
    "robot": '<path d="M4.5 7.5h11v8h-11zM10 4v3.5M7.5 11h.01M12.5 11h.01M8 13.5h4"/>',
    "search": '<circle cx="9" cy="9" r="5"/><path d="m13 13 3.5 3.5"/>',
    "send": '<path d="m3.5 4 13 6-13 6 2-6z"/><path d="M5.5 10h5"/>',
    "settings": (
        '<path d="M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7"/>'
        '<circle cx="12.5" cy="6" r="2"/>'
        '<circle cx="7.5" cy="14" r="2"/>'
    ),
    "star": '<path d="m10 3.5 2 4.3 4.7.5-3.5 3.2 1 4.7-4.2-2.4-4.2 2.4 1-4.7-3.5-3.2 4.7-.5z"/>',
    "text": '<path d="M3.5 4h13v9.5H9L5.5 16.5v-3h-2z"/><path d="M7 7.5h6M7 10h4"/>',
    "today": '<path d="M3.5 16.5h13M5 16.5V8.5l5-4 5 4v8"/><path d="M10 9.5v3l2 1"/>',
    "undo": '<path d="M7.5 5 4 8.5 7.5 12M4 8.5h7.5a4 4 0 0 1 0 8H9"/>',
    "up": '<path d="m6 12 4-4 4 4"/>',
    "upload": '<path d="M10 13V4M6.5 7.5 10 4l3.5 3.5M4 13v3.5h12V13"/>',
    "void": '<circle cx="10" cy="10" r="6.5"/><path d="m5.5 14.5 9-9"/>',
    "x": '<path d="m5.5 5.5 9 9M14.5 5.5l-9 9"/>',
}
