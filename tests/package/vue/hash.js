import * as library from 'vue-router'
import { start } from './router-app.js'

start(library, '#')
