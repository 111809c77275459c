/** A component that updates in each frame, as long as it is there; without how its version of Vue renders it. */
export const clock = {
  __file: '/src/parts/wall-clock.vue',
  data: () => ({ ticks: 0 }),
  mounted() {
    const tick = () => {
      this.ticks++
      requestAnimationFrame(tick)
    }
    tick()
  },
}
