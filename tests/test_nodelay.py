"""What ``streamlit run`` answers leaves at once."""

from __future__ import annotations

import socket

import pytest

from ui.nodelay import OPEN_FILES, send_at_once


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="this system does not list what a process has open")
def test_a_connection_of_a_port_that_is_open_already_waits_for_no_acknowledgement() -> None:
    with socket.socket() as port:  # as Streamlit opens it
        port.bind(("127.0.0.1", 0))
        port.listen()
        send_at_once.__wrapped__()
        with socket.create_connection(port.getsockname()), port.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
