"""What ``ten-lite doctor`` looks at; each part yields findings and mends nothing by itself.

finding    one line of the report
machine    Python, system, clock, Node.js
installed  addons that are broken
graph      mistakes, extras, environment variables of one graph
port       whether its address is free
weights    whether its model files are there and whole
sound      microphone and loudspeaker
"""
