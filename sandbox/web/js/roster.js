/** Everybody there is: whose phone to take. */

import { post } from "./api.js";
import { html, useState } from "./html.js";
import { Avatar, aboutPerson } from "./phone.js";
import { isStaff, open, phones, unreadOf } from "./phones.js";
import { chatCount, helpers, nameOf, people } from "./state.js";
import { complain } from "./toasts.js";
import { Unread } from "./unread.js";

/** Props: onOpen (called after a phone was taken), t. */
export function Roster({ onOpen, t }) {
  const [sought, setSought] = useState("");
  void chatCount.value;
  const found = [...people.value.values()].filter((person) => matches(person, sought, t));
  return html`
    <nav class="roster" aria-label=${t("people.title")}>
      <div class="roster-head">
        <h2>${t("people.title")}</h2>
        <input class="field" type="search" value=${sought} onInput=${(event) => setSought(event.target.value)}
          placeholder=${t("people.search")} aria-label=${t("people.search")} />
      </div>
      <div class="roster-list">
        ${sections(found).map(([title, members]) => members.length > 0 && html`
          <section key=${title}>
            <h3>${t(title)}</h3>
            <ul>${members.map((person) => html`<${Entry} key=${person.id} person=${person} onOpen=${onOpen} t=${t} />`)}</ul>
          </section>`)}
        ${!found.length && html`<p class="empty">${t("people.none")}</p>`}
      </div>
      <${Newcomer} onOpen=${onOpen} t=${t} />
    </nav>`;
}

function matches(person, sought, t) {
  const words = `${nameOf(person)} ${aboutPerson(person, t)}`.toLocaleLowerCase();
  return sought.toLocaleLowerCase().split(/\s+/).every((word) => words.includes(word));
}

function sections(found) {
  const staff = found.filter((person) => isStaff(person.id));
  const isHelper = (person) => helpers.value.has(person.id) && helpers.value.get(person.id).state !== "waiting";
  const helping = found.filter((person) => !isStaff(person.id) && isHelper(person));
  const others = found.filter((person) => !staff.includes(person) && !helping.includes(person));
  return [["people.staff", staff], ["people.newcomers", others], ["people.helpers", helping]];
}

function Entry({ person, onOpen, t }) {
  const news = unreadOf(person.id);
  const isOpen = phones.value.some((phone) => phone.person === person.id);
  const state = helpers.value.get(person.id)?.state;
  const choose = () => {
    open(person.id);
    onOpen();
  };
  return html`
    <li>
      <button class="person ${isOpen ? "is-open" : ""}" onClick=${choose}>
        <${Avatar} user=${person} />
        <span class="person-text">
          <b>${nameOf(person)}</b>
          <small>${state && state !== "free" && html`<span class="tag ${state}">${t(`helper.${state}`)}</span> `}${aboutPerson(person, t)}</small>
        </span>
        ${news > 0 && html`<${Unread} count=${news} t=${t} />`}
      </button>
    </li>`;
}

/** Somebody new with a telephone: to try a registration from its first word. */
function Newcomer({ onOpen, t }) {
  const [name, setName] = useState("");
  const create = async (event) => {
    event.preventDefault();
    const [first_name, ...rest] = name.trim().split(/\s+/);
    if (!first_name) return;
    try {
      const phone = `3247000${String(Math.floor(Math.random() * 9000) + 1000)}`;
      const person = await post("/people", {
        first_name: first_name.slice(0, 64), last_name: rest.join(" ").slice(0, 64) || null,
        language: document.documentElement.lang, phone, location: [50.8453, 4.3571],
      });
      people.value = new Map(people.value).set(person.id, person);
      setName("");
      open(person.id);
      onOpen();
    } catch (error) {
      complain(error);
    }
  };
  return html`
    <form class="newcomer" onSubmit=${create}>
      <input class="field" value=${name} onInput=${(event) => setName(event.target.value)} maxlength="100"
        placeholder=${t("people.new_short")} aria-label=${t("people.new_name")} />
      <button class="button" disabled=${!name.trim()}>${t("people.add")}</button>
    </form>`;
}
