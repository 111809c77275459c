// `./router.js` of the documentation, for Vue 2.
import Vue from 'vue'
import VueRouter from 'vue-router'

Vue.use(VueRouter)
export const router = new VueRouter({ mode: 'history', routes: [{ path: '/:page' }] })
