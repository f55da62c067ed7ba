"""What runs without a settings file."""

from collections.abc import Mapping
from typing import Any

DEMO: Mapping[str, Any] = {
    "tenants": {
        "demo": {
            "name": "Alur Demo",
            "roles": {"staff": ["+6281200000011"]},
            "channels": {
                "simulator": {
                    "type": "simulator",
                    "phones": {
                        "staff": "+6281200000011",
                        "customer": "+6281200000022",
                    },
                }
            },
            "contacts": {
                "stylist": {"channel": "simulator", "phone": "+6281200000011"}
            },
        }
    }
}
"""One tenant on the simulator, with every dialogue that ships."""
