"""
The page with two phones, what it downloads, and the button that kills the server.

    GET  /simulator                      the page, or which there are
    GET  {base}                          the page
    GET  {base}/phones/{phone}/scenario  what happened, as YAML
    POST {base}/restart                  kill -9, and start again

where ``{base}`` is ``/simulator/{tenant}/{channel}``.
"""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import aiohttp_jinja2
from aiohttp import web

from bot.clock import Clock
from bot.dialogue.library import Library
from bot.dialogue.recognise import Recogniser
from bot.web.rendering import HEADERS, LINKS, OVERVIEW, TEMPLATES, TEXTS
from bot.web.simulator.bubbles import NOTICE
from bot.web.simulator.gateway import SimulatedGateway
from bot.web.simulator.scenario import scenario_of
from bot.web.simulator.simulators import Simulator
from bot.web.simulator.watch import Watch

PREFIX = "simulator_"
"""What the keys of the page's texts begin with."""

POLICY = (
    "default-src 'none'; img-src 'self' blob:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class SimulatorPages:
    """
    The pages of every simulator.

    Args:
        simulators: By ``tenant/channel``; at least one.
        gateway: Their phones.
        watch: What the bot is doing for them.
        library: The dialogues, whose texts a scenario names.
        clock: Tells the time.
        restart: Kills the server and starts it again; never returns.
    """

    def __init__(
        self,
        *,
        simulators: Mapping[str, Simulator],
        gateway: SimulatedGateway,
        watch: Watch,
        library: Library,
        clock: Clock,
        restart: Callable[[], NoReturn],
    ) -> None:
        self._simulators = simulators
        self._gateway = gateway
        self._watch = watch
        self._library = library
        self._clock = clock
        self._restart = restart

    def add_routes(self, app: web.Application) -> None:
        """Serve the pages."""
        base = "/simulator/{tenant}/{channel}"
        app.router.add_get("/simulator", self.choice)
        app.router.add_get(base, self.page)
        app.router.add_get(base + "/phones/{phone}/scenario", self.scenario)
        app.router.add_post(base + "/restart", self.restart)

    async def choice(self, request: web.Request) -> web.Response:
        """Lead to the simulator; if there are several, tell which."""
        names = list(self._simulators)
        if len(names) == 1:
            raise web.HTTPFound(request.app[LINKS].page(f"/simulator/{names[0]}"))
        values = {"simulators": list(self._simulators.values())}
        locale = request.app[OVERVIEW]().locale
        return _render(request, "simulators.html", locale, values)

    async def page(self, request: web.Request) -> web.Response:
        """Show two phones, and beside each what the bot is doing."""
        simulator = self._simulators[self._gateway.name_of(request)]
        locale = simulator.locale
        texts = request.app[TEXTS]()
        spoken = texts.get(locale) or texts[request.app[OVERVIEW]().locale]
        said = {
            key.removeprefix(PREFIX): text.source
            for key, text in spoken.items()
            if key.startswith(PREFIX)
        }
        values = {"simulator": simulator, "said": said}
        return _render(request, "simulator.html", locale, values)

    async def scenario(self, request: web.Request) -> web.Response:
        """What happened on a phone, as a scenario to be kept with the flow."""
        phone = self._gateway.phone_of(request)
        watched = await self._watch.look(phone)
        dialogues = self._library.of_tenant(request.match_info["tenant"])
        flows = [dialogue.flow for dialogue in dialogues]
        flows.sort(key=lambda flow: flow.name != watched["flow"])
        texts = [
            # As a scenario names the texts of another flow.
            {f"{flow.name}.{key}" if place else key: text for key, text in said.items()}
            for place, flow in enumerate(flows)
            for said in (one.texts for one in flow.texts.values())
        ]
        engine = [dict(said) for said in self._library.engine.values()]
        lines = [said.pop("option") for said in engine if "option" in said]
        simulator = self._simulators[phone.name]
        is_customer = phone.number == simulator.phones["customer"]
        written = scenario_of(
            phone.bubbles,
            flow=flows[0].name if flows else "",
            person="customer" if is_customer else None,
            state=watched["state"],
            recogniser=Recogniser([*texts, *engine], options=lines),
            zone=simulator.zone,
        )
        return web.Response(
            text=written,
            content_type="application/yaml",
            headers={"Content-Disposition": 'attachment; filename="scenarios.yaml"'},
        )

    async def restart(self, request: web.Request) -> web.Response:
        """Kill the server in the middle of whatever it does; no answer comes."""
        name = self._gateway.name_of(request)
        now_ms = int(self._clock.now() * 1000)
        for number in self._simulators[name].phones.values():
            phone = self._gateway.phones.get(name, number)
            phone.add(kind=NOTICE, id="restarted", at_ms=now_ms)
        self._restart()


def _render(
    request: web.Request, template: str, locale: str, values: Mapping[str, Any]
) -> web.Response:
    texts = request.app[TEXTS]()
    spoken = locale if locale in texts else request.app[OVERVIEW]().locale

    def t(key: str, **said: object) -> str:
        return texts[spoken][key].render(lambda name: str(said[name]))

    values = {**values, "t": t, "locale": spoken}
    return web.Response(
        text=aiohttp_jinja2.render_string(template, request, values, app_key=TEMPLATES),
        content_type="text/html",
        headers={
            **HEADERS,
            "Content-Security-Policy": POLICY,
            "Cache-Control": "no-cache",
        },
    )
