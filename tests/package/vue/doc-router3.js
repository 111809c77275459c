// `./router.js` of the documentation, for Vue 3.
import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({ history: createWebHistory(), routes: [{ path: '/:page', component: {} }] })
