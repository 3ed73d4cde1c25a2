"""``ten-lite call --mic``: talk with the microphone and the loudspeaker of this machine.

What is here, from the command line inwards::

    options       what the command line says
    talk          runs one conversation until Ctrl-C
    conversation  brings a card, a screen and a server together
    card          what is needed of a sound card: ``SoundCard``
    portaudio     ... those that PortAudio knows, by the package sounddevice
    playback      sound that waits to be played
    screen        the conversation as lines of a terminal
"""
