"""x"""
def to_html() -> str: return ""
