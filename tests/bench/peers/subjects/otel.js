import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { DocumentLoadInstrumentation } from '@opentelemetry/instrumentation-document-load'
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch'
import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request'
import { BatchSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web'

let provider

export function start({ origin, large }) {
  const exporter = new OTLPTraceExporter({ url: `${origin}/v1/traces` })
  const limits = large && { maxQueueSize: 16_384 }
  provider = new WebTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter, { ...limits })] })
  provider.register()
  const ignoreUrls = [/\/v1\/traces/]
  registerInstrumentations({
    instrumentations: [
      new DocumentLoadInstrumentation(),
      new FetchInstrumentation({ ignoreUrls }),
      new XMLHttpRequestInstrumentation({ ignoreUrls }),
    ],
  })
}

export const bench = {
  root(name) {
    const tracer = trace.getTracer('bench')
    const span = tracer.startSpan(name, { root: true })
    return { tracer, span, context: trace.setSpan(ROOT_CONTEXT, span) }
  },
  open({ tracer, context }, name) {
    const span = tracer.startSpan(name, undefined, context)
    span.setAttribute('a', 'some value')
    span.setAttribute('b', 'another')
    return span
  },
  end: span => span.end(),
  finish: ({ span }) => span.end(),
  flush: () => provider.forceFlush(),
}
