import * as library from 'vue-router5'
import { start } from './router-app.js'

start(library, '/router5/')
