/** Sample pictures for the identity check, drawn so that nobody takes them for real. */

const WIDTH = 856;
const HEIGHT = 540;
const SKINS = ["#f1c9a5", "#d9a066", "#8d5a34", "#e8b98f", "#6f4325"];
const HAIRS = ["#3a2a1a", "#8a5a2b", "#111", "#b9b4ad", "#c8862b"];

/** An identity card that says SPECIMEN. @returns {Promise<Blob>} */
export function sampleCard(person) {
  return drawn((pen) => {
    const sky = pen.createLinearGradient(0, 0, WIDTH, HEIGHT);
    sky.addColorStop(0, "#dcebf7");
    sky.addColorStop(1, "#f7e6d8");
    panel(pen, sky);
    pen.fillStyle = "#27425a";
    pen.font = "700 34px sans-serif";
    pen.fillText("REPUBLIC OF EXAMPLIA", 40, 66);
    pen.font = "20px sans-serif";
    pen.fillText("IDENTITY CARD · CARTE D'IDENTITÉ · IDENTITEITSKAART", 40, 98);
    face(pen, person.id, 150, 300, 1);
    lines(pen, [["NAME", fullName(person)], ["BORN", "██ ██ ████"], ["NUMBER", "██████████"], ["VALID UNTIL", "31 12 2031"]]);
    stamp(pen, "SPECIMEN");
  });
}

/** Somebody beside a sheet of paper with the digits the bot asked for. @returns {Promise<Blob>} */
export function samplePortrait(person, digits) {
  return drawn((pen) => {
    const wall = pen.createLinearGradient(0, 0, 0, HEIGHT);
    wall.addColorStop(0, "#c9d8c5");
    wall.addColorStop(1, "#9fb59a");
    panel(pen, wall);
    face(pen, person.id, 250, 320, 1.6);
    pen.save();
    pen.translate(620, 330);
    pen.rotate(-0.06);
    pen.fillStyle = "#fffdf5";
    pen.fillRect(-150, -100, 300, 200);
    pen.fillStyle = "#1d1d1d";
    pen.font = "700 96px cursive, sans-serif";
    pen.textAlign = "center";
    pen.fillText(digits, 0, 34);
    pen.restore();
    stamp(pen, "INVENTED");
  });
}

const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ").toUpperCase();

function panel(pen, fill) {
  pen.fillStyle = fill;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
}

function lines(pen, rows) {
  rows.forEach(([label, value], index) => {
    pen.fillStyle = "#5b7186";
    pen.font = "18px sans-serif";
    pen.fillText(label, 300, 170 + index * 84);
    pen.fillStyle = "#14202b";
    pen.font = "700 32px sans-serif";
    pen.fillText(value, 300, 206 + index * 84, WIDTH - 330);
  });
}

function face(pen, seed, x, y, scale) {
  pen.save();
  pen.translate(x, y);
  pen.scale(scale, scale);
  ellipse(pen, 0, 150, 105, 80, "#4d6f91");
  ellipse(pen, 0, -8, 82, 96, HAIRS[seed % HAIRS.length]);
  ellipse(pen, 0, 12, 68, 84, SKINS[(seed >> 2) % SKINS.length]);
  ellipse(pen, -25, 2, 8, 9, "#222");
  ellipse(pen, 25, 2, 8, 9, "#222");
  pen.strokeStyle = "#7a3b2e";
  pen.lineWidth = 6;
  pen.beginPath();
  pen.arc(0, 34, 30, 0.25, Math.PI - 0.25);
  pen.stroke();
  pen.restore();
}

function ellipse(pen, x, y, rx, ry, fill) {
  pen.fillStyle = fill;
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2);
  pen.fill();
}

function stamp(pen, word) {
  pen.save();
  pen.translate(WIDTH / 2, HEIGHT / 2);
  pen.rotate(-0.42);
  pen.globalAlpha = 0.24;
  pen.fillStyle = "#b3261e";
  pen.font = "800 130px sans-serif";
  pen.textAlign = "center";
  pen.fillText(word, 0, 40);
  pen.restore();
}

function drawn(draw) {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  draw(canvas.getContext("2d"));
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
}
