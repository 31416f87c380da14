"""Reads {"xml": text}, writes the elements of a JUnit report as JSON: tag, attributes, text and children."""
import json
import sys
import xml.etree.ElementTree as tree


def told(element):
    return {
        "tag": element.tag,
        "attributes": element.attrib,
        "text": element.text or "",
        "children": [told(child) for child in element],
    }


print(json.dumps(told(tree.fromstring(json.load(sys.stdin)["xml"].encode()))))
