"""The menus of a small game, drawn with SDL; run by the system's Python.  lantern.py STATE

STATE is a JSON file with the settings and the game that was begun, as the game keeps them.
"""

import json
import sys
from pathlib import Path

import pygame

WIDTH, HEIGHT = 800, 600
NIGHT, GOLD, PALE, SHADE = (18, 22, 38), (238, 190, 84), (214, 218, 230), (40, 48, 78)
LEVELS = ("Easy", "Normal", "Hard")
state_file = Path(sys.argv[1])

state = {"sound": True, "music": True, "level": "Normal", "player": "Player", "game": None}


def keep():
    state_file.write_text(json.dumps(state))


class Game:
    def __init__(self):
        pygame.display.init()
        pygame.font.init()
        self.screen = pygame.display.set_mode((WIDTH, HEIGHT))
        pygame.display.set_caption("Lantern")
        self.large = pygame.font.SysFont("dejavusans", 54, bold=True)
        self.middle = pygame.font.SysFont("dejavusans", 28)
        self.show(self.main)

    def show(self, menu):
        self.menu, self.chosen, self.naming = menu, 0, False

    # The menus: a title, and entries with what they do.

    def main(self):
        return "Lantern", [
            ("New game", lambda: self.show(self.levels)),
            ("Options", lambda: self.show(self.options)),
            ("High scores", lambda: self.show(self.scores)),
            ("Quit", lambda: pygame.event.post(pygame.event.Event(pygame.QUIT))),
        ]

    def levels(self):
        begin = [(level, lambda level=level: self.begin(level)) for level in LEVELS]
        return "Choose a level", [*begin, ("Back", lambda: self.show(self.main))]

    def options(self):
        return "Options", [
            (f"Sound: {'On' if state['sound'] else 'Off'}", lambda: self.turn("sound")),
            (f"Music: {'On' if state['music'] else 'Off'}", lambda: self.turn("music")),
            (f"Player name: {state['player']}{'_' if self.naming else ''}", self.rename),
            ("Back", lambda: self.show(self.main)),
        ]

    def scores(self):
        return "High scores", [("Back", lambda: self.show(self.main))]

    def playing(self):
        return f"Level {state['game']}", [("Give up", lambda: self.show(self.main))]

    def begin(self, level):
        state["game"] = state["level"] = level
        keep()
        self.show(self.playing)

    def turn(self, which):
        state[which] = not state[which]
        keep()

    def rename(self):
        self.naming, state["player"] = True, ""

    # Drawing and reacting.

    def places(self):
        _, entries = self.menu()
        top = 230
        return [pygame.Rect(WIDTH // 2 - 190, top + 68 * at, 380, 52) for at in range(len(entries))]

    def draw(self):
        title, entries = self.menu()
        self.screen.fill(NIGHT)
        pygame.draw.circle(self.screen, (60, 52, 40), (WIDTH // 2, 110), 96)
        drawn = self.large.render(title, True, GOLD)
        self.screen.blit(drawn, drawn.get_rect(center=(WIDTH // 2, 110)))
        for at, (place, (words, _)) in enumerate(zip(self.places(), entries, strict=True)):
            chosen = at == self.chosen
            pygame.draw.rect(self.screen, SHADE, place, border_radius=10)
            if chosen:
                pygame.draw.rect(self.screen, GOLD, place, 2, border_radius=10)
            drawn = self.middle.render(words, True, GOLD if chosen else PALE)
            self.screen.blit(drawn, drawn.get_rect(center=place.center))
        pygame.display.flip()

    def key(self, event):
        if self.naming:
            if event.key == pygame.K_RETURN:
                self.naming = False
                keep()
            elif event.key == pygame.K_BACKSPACE:
                state["player"] = state["player"][:-1]
            return
        count = len(self.places())
        if event.key in (pygame.K_DOWN, pygame.K_UP):
            self.chosen = (self.chosen + (1 if event.key == pygame.K_DOWN else -1)) % count
        elif event.key == pygame.K_RETURN:
            self.menu()[1][self.chosen][1]()
        elif event.key == pygame.K_ESCAPE:
            self.show(self.main)

    def point(self, event):
        for at, place in enumerate(self.places()):
            if place.collidepoint(event.pos):
                self.chosen = at
                if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
                    self.menu()[1][at][1]()
                return

    def run(self):
        self.draw()
        while True:
            event = pygame.event.wait()
            if event.type == pygame.QUIT:
                return
            if event.type == pygame.KEYDOWN:
                self.key(event)
            elif event.type == pygame.TEXTINPUT and self.naming:
                state["player"] += event.text
            elif event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEMOTION):
                self.point(event)
            self.draw()


keep()
Game().run()
