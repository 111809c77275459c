// What the router pages do, for each version of vue-router.

/** Whose request it is. */
export const page = location.pathname.split('/')[1]

const wait = ms => fetch(`/api/slow?ms=${ms}&${page}`).then(answer => answer.text())

/** Routes of any version; `part` makes a component. */
export const routesWith = part => [
  { path: '/', redirect: '/home' },
  { path: '/home', component: part('home') },
  // The first takes its time.
  { path: '/slow', component: () => wait(300).then(() => ((window.cameLate = true), part('slow'))) },
  { path: '/users/:id', component: () => wait(200).then(() => part('user')), children: [{ path: 'orders', component: part('orders') }] },
  { path: '/account', component: part('account') },
  { path: '/login', component: part('login') },
  { path: '/refused', component: part('refused') },
  { path: '/broken', component: () => Promise.reject(new Error('no such chunk')) },
]
