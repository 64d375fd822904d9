import type { NoticeWords } from "./words.ts";

export const es: NoticeWords = {
  action: "Ver detalles",
  texts: {
    "plan-threshold": [
      "Se ha usado el {percent} de los PT de este periodo",
      "Tu espacio de trabajo ha usado el {percent} de lo que tiene este periodo.",
    ],
    "burn-rate": ["Los PT se usan más rápido de lo normal", "Se han usado {used} en poco tiempo."],
    "advanced-share": [
      "La parte para modelos avanzados casi se ha agotado",
      "Se ha usado el {percent} de la parte del plan para modelos avanzados.",
    ],
    "written-off": [
      "Se ha condonado parte de un cargo",
      "Se usaron {amount} más de lo que tenías; los hemos asumido.",
    ],
    debt: [
      "Tu saldo está por debajo de cero",
      "Se deben {amount}. Las solicitudes nuevas se rechazan hasta cubrirlos.",
    ],
    test: ["Una prueba de Selvedge", "Si puedes leer esto, las notificaciones llegan aquí."],
    other: ["Algo nuevo en Selvedge", "Ábrelo para ver qué es."],
  },
};
