"""What ``ten-lite bench`` measures: the cost of the framework against the floor under it.

Every figure is told as ours, floor and ratio. The floor does the same work on the same machine
in the same run with nothing but asyncio and ``websockets``, and bursts of both alternate,
because a machine changes its speed from one second to the next.

    hop           messages through a chain of nodes, in this process
    turn          a whole turn over a loopback WebSocket, servers in processes of their own
    sessions      many sessions with sound both ways, the server on one core
    start         from exec to ready, and what an idle server holds
    check         judging a graph file of 100 nodes, against merely parsing it
    floor_server  the floor of turn, sessions and start; imports nothing else of ten_lite
"""
