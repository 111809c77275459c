/** HTML before the script of a page whose clock can be made to run ahead of that of the browser: `ahead += ms`. */
export const movableClock = `<script>
  var ahead = 0
  { const { now } = performance; performance.now = () => now.call(performance) + ahead }
</script>`
